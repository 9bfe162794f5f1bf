"""What watches: defaults, refusals, and rules and alerts as data."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from components.action_group import ActionGroup, ActionGroupArgs
from components.activity_log import CATEGORIES, ActivityLog, ActivityLogArgs
from components.alerts import Log, Metric, Watches, alerts, logs, metrics
from components.analytics import Analytic, Severity, Where, analytics, literal
from components.defender import ESTATE, Defender, DefenderArgs, Plan
from components.log_alerts import LogAlerts, LogAlertsArgs
from components.metric_alerts import MetricAlerts, MetricAlertsArgs
from components.monitoring import CENTRAL_TABLES, SECURITY_TABLES, Monitoring, MonitoringArgs
from components.sentinel import Sentinel, SentinelArgs, duration
from components.workbook import PANELS, Workbook, WorkbookArgs
from tests.components.log_columns import COLUMNS
from tests.components.recording import record, surroundings

GIVEN = surroundings()
PLACE, GROUP, WORKSPACE = GIVEN["place"], GIVEN["alert_group"], GIVEN["workspace"]
KNOWN = {"break_glass": ("a",), "countries": ("DE", "FR"), "deployers": ("b",)}
EMAILS = ("on-call@example.com",)

TABLES = set(COLUMNS)
WORDS = re.compile(r"(?<![.\w])[A-Za-z_]\w*")
SOURCE = re.compile(r"^(?:let \w+ = (?:toscalar\()?)?([A-Z][A-Za-z]+)$", re.M)  # what a query begins with


def analytic(**change: Any) -> Analytic:
    shared: dict[str, Any] = {
        "title": "t", "why": "w", "severity": Severity.LOW, "serves": ("LOG-2",), "tactics": (), "tables": (),
        "query": "T",
    }  # fmt: skip
    return Analytic(**{**shared, **change})


def metric(**change: Any) -> Metric:
    shared: dict[str, Any] = {
        "title": "t", "why": "w", "serves": ("LOG-2",), "watches": Watches.VAULT, "metric": "m",
        "aggregation": "Average", "operator": "LessThan", "threshold": 1,
    }  # fmt: skip
    return Metric(**{**shared, **change})


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: ActionGroupArgs(place=PLACE, emails=()),
            "emails is empty; allowed are one mail address or more, for an alert nobody hears is none.",
        ),
        (
            lambda: ActionGroupArgs(place=PLACE, emails=("somebody",)),
            "emails 'somebody' is not allowed; allowed are mail addresses.",
        ),
        (
            lambda: ActionGroupArgs(place=PLACE, emails=EMAILS, webhook="http://example.com"),
            "webhook 'http://example.com' is not allowed; allowed are https URLs.",
        ),
        (
            lambda: ActionGroupArgs(place=PLACE, emails=EMAILS, location="eastus"),
            "location 'eastus' is not allowed; allowed are germanywestcentral, swedencentral.",
        ),
        (
            lambda: DefenderArgs(place=PLACE, emails=EMAILS, plans=(Plan.VAULTS,)),
            "plans without STORAGE are not allowed; it is the antivirus of customers' files (NET-2).",
        ),
        (
            lambda: DefenderArgs(place=PLACE, emails=EMAILS, scan_gb=0),
            "scan_gb 0 is not allowed; allowed are 10 to 1000000, or -1 for no limit.",
        ),
        (
            lambda: DefenderArgs(place=PLACE, emails=("nobody",)),
            "emails 'nobody' is not allowed; allowed are one mail address or more.",
        ),
        (
            lambda: MonitoringArgs(place=PLACE, archive_days=400),
            "archive_days 400 is not allowed; allowed are 365, 730, 1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, "
            "4018, 4383.",
        ),
        (
            lambda: MonitoringArgs(place=PLACE, retention_days=730, archive_days=365),
            "archive_days 365 is not allowed; allowed are 730, 1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, "
            "4383.",
        ),
        (
            lambda: SentinelArgs(place=PLACE, workspace="w", primary=True, known={**KNOWN, "break_glass": ()}),
            "known has no 'break_glass', which rule break-glass-use needs; allowed is a list with one entry or more.",
        ),
        (
            lambda: analytic(every=timedelta(hours=2)),
            "every 2:00:00 over 1:00:00 is not allowed; allowed are 5 minutes to 14 days, and no look that is shorter "
            "than the time to the next one.",
        ),
        (
            lambda: analytic(serves=("everybody",)),
            "serves ('everybody',) is not allowed; allowed are commitments such as LOG-2.",
        ),
        (
            lambda: metric(every=timedelta(minutes=7)),
            "every 0:07:00 over 0:15:00 is not allowed; allowed are Azure's steps from 1 minute to 1 day over up to 2 "
            "days, and no look that is shorter than the time to the next one.",
        ),
    ],
)
def test_refusal(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared whole
        make()
    assert str(refused.value) == sentence


def test_a_target_without_an_alert_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.metric_alerts.metrics", lambda watches: {})
    with pytest.raises(
        ValueError, match=r"^targets EDGE has no alert; allowed are those that components/alerts watches\.$"
    ):
        MetricAlertsArgs(place=PLACE, group=GROUP, targets={Watches.EDGE: "e"})


def test_logs_are_searchable_90_days_and_those_of_security_stay_a_year() -> None:
    asked = record(lambda: Monitoring("monitoring", MonitoringArgs(place=PLACE, central=True)))
    assert asked.one("operationalinsights:Workspace")["retentionInDays"] == 90
    tables = {
        each.inputs["tableName"]: each.inputs["totalRetentionInDays"] for each in asked.of("operationalinsights:Table")
    }
    assert tables == dict.fromkeys((*SECURITY_TABLES, *CENTRAL_TABLES), 365)


def test_a_table_that_azure_makes_late_is_archived_once_it_is_there() -> None:
    asked = record(lambda: Monitoring("monitoring", MonitoringArgs(place=PLACE, in_use=True)))
    assert {each.inputs["tableName"] for each in asked.of("operationalinsights:Table")} == {
        *SECURITY_TABLES,
        "AzureDiagnostics",
    }


def test_alerts_reach_people_and_stay_in_the_eu() -> None:
    args = ActionGroupArgs(place=PLACE, emails=EMAILS, webhook="https://example.com/hook")
    group = record(lambda: ActionGroup("alerts", args)).one("monitor:ActionGroup")
    assert [each["emailAddress"] for each in group["emailReceivers"]] == list(EMAILS)
    assert [each["serviceUri"] for each in group["webhookReceivers"]] == ["https://example.com/hook"]
    assert group["location"] == "germanywestcentral"
    assert len(group["groupShortName"]) <= 12


def test_the_activity_log_leaves_no_category_out() -> None:
    args = ActivityLogArgs(place=GIVEN["everywhere"], workspace=WORKSPACE)
    setting = record(lambda: ActivityLog("activity", args)).one("monitor:DiagnosticSetting")
    assert setting["resourceUri"] == f"/subscriptions/{PLACE.subscription}"
    assert {each["category"] for each in setting["logs"] if each["enabled"]} == set(CATEGORIES)


def test_defender_scans_uploads_and_looks_for_personal_data() -> None:
    asked = record(lambda: Defender("defender", DefenderArgs(place=GIVEN["everywhere"], emails=EMAILS)))
    plans = {each.inputs["pricingName"]: each.inputs for each in asked.of("security:Pricing")}
    assert set(plans) == {plan.value[0] for plan in ESTATE}
    assert all(each["pricingTier"] == "Standard" for each in plans.values())
    extensions = {each["name"]: each for each in plans["StorageAccounts"]["extensions"]}
    assert {name: each["isEnabled"] for name, each in extensions.items()} == {
        "OnUploadMalwareScanning": "True",
        "SensitiveDataDiscovery": "True",
    }
    cap = extensions["OnUploadMalwareScanning"]["additionalExtensionProperties"]
    assert cap == {"CapGBPerMonthPerStorageAccount": "5000"}
    assert asked.one("security:SecurityContact")["emails"] == EMAILS[0]


def test_the_promised_rules_are_there() -> None:
    promised = {
        "impossible-sign-in", "break-glass-use", "mass-download", "role-grant-outside-pim", "vault-purge-attempt",
        "backup-disabled", "waf-spike", "drill-overdue", "change-outside-the-pipeline",
    }  # fmt: skip
    assert promised <= set(analytics())


@pytest.mark.parametrize("name", analytics())
def test_a_rule_reads_the_tables_that_it_names(name: str) -> None:
    rule = analytics()[name]
    read = set(SOURCE.findall(rule.query))
    assert read == set(rule.tables) <= TABLES
    for column in (rule.account, rule.address, rule.resource):
        assert re.search(rf"\b{column}\b", rule.query)


def unknown(query: str) -> set[str]:
    """Names in a query that are neither a column of its tables, nor made in it, nor a word of KQL (in lower case)."""
    plain = re.sub(r'"[^"\n]*"|\'[^\'\n]*\'|{{\w+}}', '""', query)  # without literals
    made = set(re.findall(r"\b(\w+) = ", plain))
    words = {word for word in WORDS.findall(plain) if not word.islower() or "_" in word}
    tables = words & TABLES
    columns = {column for table in tables for column in COLUMNS[table]}
    return words - tables - columns - made - KQL


KQL = {"column_ifexists", "arg_max", "make_set", "take_any"}
QUERIES = {
    **{name: rule.query for name, rule in analytics().items()},
    **{name: alert.query for name, alert in logs().items()},
    **{panel.title: panel.query for panel in PANELS},
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_names_columns_that_its_tables_have(name: str) -> None:
    assert unknown(QUERIES[name]) == set()


def test_a_misspelt_column_is_found() -> None:
    assert unknown("SigninLogs\n| where UserPrincipleName == 'a' and ResultType == '0'") == {"UserPrincipleName"}


@pytest.mark.parametrize("name", logs())
def test_a_log_alert_reads_the_tables_that_it_names(name: str) -> None:
    alert = logs()[name]
    assert set(SOURCE.findall(alert.query)) == set(alert.tables) <= TABLES


def test_a_regions_sentinel_has_the_rules_whose_tables_it_has() -> None:
    def rules(primary: bool) -> dict[str, dict[str, Any]]:
        args = SentinelArgs(place=PLACE, workspace="log", primary=primary, known=KNOWN)
        asked = record(lambda: Sentinel("sentinel", args))
        assert asked.one("securityinsights:SentinelOnboardingState")["sentinelOnboardingStateName"] == "default"
        return {
            each.name.removeprefix("sentinel-"): each.inputs for each in asked.of("securityinsights:ScheduledAlertRule")
        }

    every = {name for name, rule in analytics().items() if rule.where is Where.EVERY_REGION}
    assert set(rules(primary=False)) == every
    found = rules(primary=True)
    assert set(found) == set(analytics())
    assert all(each["enabled"] and each["incidentConfiguration"]["createIncident"] for each in found.values())
    assert "UserId in~ (emergency)" in found["break-glass-use"]["query"]
    assert 'let emergency = dynamic(["a"]);' in found["break-glass-use"]["query"]
    assert not any("{{" in each["query"] for each in found.values())


def test_lists_in_queries_are_quoted() -> None:
    assert literal(('a"b', "c\\d")) == r'dynamic(["a\"b", "c\\d"])'
    assert literal(()) == "dynamic([])"


def test_each_alert_is_on_each_resource_that_it_is_for() -> None:
    targets = {each: f"id-{each.name}" for each in Watches}
    asked = record(lambda: MetricAlerts("alerts", MetricAlertsArgs(place=PLACE, group=GROUP, targets=targets)))
    made = {each.name.removeprefix("alerts-"): each.inputs for each in asked.of("monitor:MetricAlert")}
    wanted = {name: alert for name, alert in alerts().items() if isinstance(alert, Metric)}
    assert set(made) == set(wanted)
    for name, alert in wanted.items():
        assert made[name]["scopes"] == [f"id-{alert.watches.name}"]
        assert made[name]["actions"] == [{"actionGroupId": GROUP}]
    assert all(metrics(watches) for watches in Watches)


def test_saturation_lag_errors_and_outages_are_watched() -> None:
    watched = {alert.metric for alert in alerts().values() if isinstance(alert, Metric)}
    assert {
        "cpu_percent", "storage_percent", "connections_failed", "physical_replication_delay_in_seconds", "Http5xx",
        "is_db_alive",
    } <= watched  # fmt: skip
    assert {"backup-failed", "backup-missing", "certificate-near-expiry"} <= set(logs())


def test_log_alerts_look_at_the_regions_workspace() -> None:
    asked = record(lambda: LogAlerts("log", LogAlertsArgs(place=PLACE, group=GROUP, workspace=WORKSPACE)))
    made = asked.of("monitor:ScheduledQueryRule")
    assert {each.name.removeprefix("log-") for each in made} == set(logs())
    for each in made:
        assert each.inputs["scopes"] == [WORKSPACE]
        assert each.inputs["actions"]["actionGroups"] == [GROUP]


def test_the_workbook_finds_workspaces_by_their_tag() -> None:
    made = record(lambda: Workbook("operations", WorkbookArgs(place=PLACE))).one("applicationinsights:Workbook")
    content = json.loads(made["serializedData"])
    assert [each["name"] for each in content["items"] if each["type"] == 3] == [panel.title for panel in PANELS]
    assert "tags.environment == 'test'" in made["serializedData"]
    for panel in PANELS:
        assert panel.query.split(" ", 1)[0] in TABLES


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(minutes=5), "PT5M"),
        (timedelta(hours=1), "PT1H"),
        (timedelta(days=8), "P8D"),
        (timedelta(minutes=90), "PT90M"),
    ],
)
def test_durations_are_iso_8601(span: timedelta, text: str) -> None:
    assert duration(span) == text


def test_every_alert_and_rule_says_why() -> None:
    for each in (*alerts().values(), *analytics().values()):
        assert isinstance(each, Metric | Log | Analytic)
        assert each.why.endswith(".")
        assert each.serves
