"""What Azure Monitor counted of an environment's availability tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scripts.azure import Azure
from scripts.status.history import Checks, Day

API_VERSION = "2023-10-01"
METRIC, NAME, SUCCESS = "availabilityResults/count", "availabilityResult/name", "availabilityResult/success"
LOOK_BACK = 92  # days; Azure keeps metrics for 93
RECENT = timedelta(minutes=30)


def days(azure: Azure, component: str, tests: Mapping[str, str], until: datetime) -> dict[date, Day]:
    """Counts by day and by what is tested, today's as far as it has come. `tests`: a web test's name by what it tests.

    A day on which nothing ran is not in it. Errors of Azure's clients pass through.
    """
    start = (until - timedelta(days=LOOK_BACK)).replace(hour=0, minute=0, second=0, microsecond=0)
    found: dict[date, Day] = {}
    for (test, at), checks in _counts(azure, component, tests, start, until, "P1D").items():
        found.setdefault(at.date(), {})[test] = checks
    return found


def recent(azure: Azure, component: str, tests: Mapping[str, str], until: datetime) -> Day:
    """Counts of the last half hour; zero where nothing ran."""
    counted = _counts(azure, component, tests, until - RECENT, until, "PT5M")
    found = {test: Checks() for test in tests}
    for (test, _), checks in counted.items():
        both = found[test]
        found[test] = Checks(passed=both.passed + checks.passed, failed=both.failed + checks.failed)
    return found


def _counts(
    azure: Azure, component: str, tests: Mapping[str, str], start: datetime, until: datetime, grain: str
) -> dict[tuple[str, datetime], Checks]:
    what = {name.lower(): test for test, name in tests.items()}
    query = {
        "api-version": API_VERSION,
        "metricnames": METRIC,
        "aggregation": "count",
        "interval": grain,
        "timespan": f"{_utc(start)}/{_utc(until)}",
        "$filter": f"{NAME} eq '*' and {SUCCESS} eq '*'",
    }
    answer = azure.arm(f"{component}/providers/Microsoft.Insights/metrics", query)
    found: dict[tuple[str, datetime], Checks] = {}
    for series in (each for metric in answer["value"] for each in metric.get("timeseries", [])):
        labels = {each["name"]["value"].lower(): str(each["value"]) for each in series["metadatavalues"]}
        test = what.get(labels[NAME.lower()].lower())
        if test is None:
            continue  # somebody's own test
        passed = labels[SUCCESS.lower()].lower() in ("1", "true")
        for point in series["data"]:
            if count := int(point.get("count") or 0):
                key = (test, datetime.fromisoformat(point["timeStamp"]).astimezone(UTC))
                both = found.get(key, Checks())
                found[key] = both.model_copy(update=_more(both, passed, count))
    return found


def _more(checks: Checks, passed: bool, count: int) -> dict[str, Any]:
    return {"passed": checks.passed + count} if passed else {"failed": checks.failed + count}


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
