"""What Azure Monitor answers becomes counts: by day, by test, passed and failed apart."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, cast

from scripts.azure import Azure
from scripts.status.history import Checks
from scripts.status.measured import days, recent

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
TESTS = {"application": "test-app", "status": "test-status"}


def series(test: str, success: str, *points: tuple[str, float | None]) -> dict[str, Any]:
    """As Azure's documentation of `Metrics - List` prints it: labels in lower case, a point for each grain."""
    labels = {"availabilityresult/name": test, "availabilityresult/success": success}
    return {
        "metadatavalues": [
            {"name": {"value": name, "localizedValue": name}, "value": value} for name, value in labels.items()
        ],
        "data": [{"timeStamp": at} if count is None else {"timeStamp": at, "count": count} for at, count in points],
    }


class Answers:
    """Azure, as far as it is asked here: it keeps what it was asked."""

    def __init__(self, *found: dict[str, Any]) -> None:
        self.found, self.asked = found, list[tuple[str, Mapping[str, str]]]()

    def arm(self, path: str, query: Mapping[str, str]) -> Any:
        self.asked.append((path, query))
        return {"value": [{"name": {"value": "availabilityResults/count"}, "timeseries": list(self.found)}]}


def test_counts_are_by_day_and_a_day_without_runs_is_not_there() -> None:
    answers = Answers(
        series("test-app", "1", ("2026-11-19T00:00:00Z", 1150.0), ("2026-11-18T00:00:00Z", None)),
        series("test-app", "0", ("2026-11-19T00:00:00Z", 2.0), ("2026-11-18T00:00:00Z", 0.0)),
        series("TEST-STATUS", "1", ("2026-11-19T00:00:00Z", 7.0)),
        series("somebodys", "0", ("2026-11-19T00:00:00Z", 9.0)),
    )
    found = days(cast("Azure", answers), "/component", TESTS, AT)
    assert found == {
        date(2026, 11, 19): {"application": Checks(passed=1150, failed=2), "status": Checks(passed=7)},
    }
    ((path, query),) = answers.asked
    assert path == "/component/providers/Microsoft.Insights/metrics"
    assert query["interval"] == "P1D"
    assert query["timespan"] == "2026-08-20T00:00:00Z/2026-11-20T12:00:00Z"
    assert query["$filter"] == "availabilityResult/name eq '*' and availabilityResult/success eq '*'"


def test_the_last_half_hour_is_added_up_and_zero_where_nothing_ran() -> None:
    answers = Answers(
        series("test-app", "1", ("2026-11-20T11:35:00Z", 4.0), ("2026-11-20T11:40:00Z", 4.0)),
        series("test-app", "0", ("2026-11-20T11:40:00Z", 1.0)),
    )
    found = recent(cast("Azure", answers), "/component", TESTS, AT)
    assert found == {"application": Checks(passed=8, failed=1), "status": Checks()}
    assert answers.asked[0][1]["timespan"] == "2026-11-20T11:30:00Z/2026-11-20T12:00:00Z"
