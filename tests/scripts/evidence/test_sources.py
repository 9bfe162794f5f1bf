"""Each source of evidence read: tests' results, scans, answers, names of Azure; what is broken is told, not passed."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from controls.evidence import DrillRun, RunbookRun, Target
from controls.links import Link, Links
from scripts.errors import UserError
from scripts.evidence import freshness, scans, tests
from scripts.evidence.arm import arm_paths, type_of
from scripts.evidence.state import asked, hide, resources
from tests.controls.recorded import HELD

SUITE = """<testsuites>
<testsuite name="abc" tests="5" failures="1" errors="0" skipped="1" timestamp="2026-11-21T07:00:00+00:00">
<testcase classname="tests.a.test_x" name="test_one[1]"/>
<testcase classname="tests.a.test_x" name="test_one[2]"><failure/></testcase>
<testcase classname="tests.a.test_x" name="test_two"/>
<testcase classname="tests.a.test_x" name="test_three"><skipped/></testcase>
<testcase classname="tests.a.test_x" name="test_four"/>
</testsuite></testsuites>"""
PROVING = Links(
    tuple(Link("test", f"tests/a/test_x.py::test_{n}", "", "", ("ABC-1",)) for n in ("one", "two", "three"))
)
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_results_of_tests_are_read(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text(SUITE)
    run = tests.gather(PROVING, tmp_path / "junit.xml")
    assert run
    assert (run.commit, run.passed, run.failed, run.skipped) == ("abc", 3, 1, 1)
    assert run.cases == {
        "tests/a/test_x.py::test_one": "failed",  # one of its cases did
        "tests/a/test_x.py::test_two": "passed",
        "tests/a/test_x.py::test_three": "skipped",
    }
    assert run.ended == datetime(2026, 11, 21, 7, tzinfo=UTC)


def test_a_missing_result_is_none_and_a_broken_one_is_told(tmp_path: Path) -> None:
    assert tests.gather(PROVING, tmp_path / "none.xml") is None
    for text in ("", "<testsuites/>", "<testsuite name='x'/>"):
        (tmp_path / "junit.xml").write_text(text)
        with pytest.raises(UserError, match=r"junit.xml is no JUnit file"):
            tests.gather(PROVING, tmp_path / "junit.xml")


def sarif(*levels: str | None, suppressed: bool = False) -> str:
    results = [{"level": level} if level else {} for level in levels]
    if suppressed:
        results[0]["suppressions"] = [{"kind": "inSource"}]  # ty: ignore[invalid-assignment]
    return json.dumps({"runs": [{"tool": {"driver": {"name": "scanner"}}, "results": results}]})


def test_scans_are_counted_by_level(tmp_path: Path) -> None:
    (tmp_path / "code.sarif").write_text(sarif("error", "warning", None, "note"))
    (tmp_path / "other.sarif").write_text(sarif("error", suppressed=True))
    code, other = scans.gather(tmp_path)
    assert (code.name, code.tool, code.errors, code.warnings) == ("code", "scanner", 1, 2)
    assert other.errors == 0
    (tmp_path / "code.sarif").write_text("[]")
    with pytest.raises(UserError, match=r"code.sarif is no SARIF"):
        scans.gather(tmp_path)


def test_of_an_answer_only_what_is_asked_is_kept(tmp_path: Path) -> None:
    said = {"required_pull_request_reviews": {"required_approving_review_count": 2, "by": "Jane"}, "url": "https://x"}
    (tmp_path / "branch-protection.json").write_text(json.dumps(said))
    [answer] = scans.answers(HELD, tmp_path)
    assert answer.facts["required_pull_request_reviews.required_approving_review_count"] == [2]
    assert "Jane" not in answer.model_dump_json()
    (tmp_path / "branch-protection.json").write_text("{")
    with pytest.raises(UserError, match="is no JSON"):
        scans.answers(HELD, tmp_path)


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("/subscriptions/1/resourceGroups/g", "microsoft.resources/resourcegroups"),
        ("/subscriptions/1/resourceGroups/g/providers/Microsoft.Web/sites/a/slots/b", "microsoft.web/sites/slots"),
        ("/subscriptions/1/providers/Microsoft.Web/sites/a/providers/Microsoft.Insights/diagnosticSettings/d",
         "microsoft.insights/diagnosticsettings"),
    ],
)  # fmt: skip
def test_a_type_is_read_out_of_an_id(id: str, expected: str) -> None:
    assert type_of(id) == expected


def test_a_property_is_looked_for_where_azure_keeps_it() -> None:
    assert arm_paths("sku.name") == ("sku.name", "properties.sku.name")
    assert arm_paths("enableHttpsTrafficOnly") == ("supportsHttpsTrafficOnly", "properties.supportsHttpsTrafficOnly")


def test_secrets_of_a_state_are_hidden_and_only_what_is_deployed_counts() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}
    assert hide({"a": [secret], "b": 1}) == {"a": ["[secret]"], "b": 1}
    assert asked({"inputs": {"a": 1}, "outputs": {"a": 2, "b": 3}}) == {"a": 1, "b": 3}
    kept = {"type": "azure-native:web:WebApp", "custom": True}
    others = [
        {"type": "cordon:components:Web"},
        {"type": "pulumi:providers:azure-native", "custom": True},
        {**kept, "delete": True},
        {**kept, "external": True},
    ]
    assert resources({"deployment": {"resources": [kept, *others]}}) == [kept]


TARGET = Target(target=60, measured=1)
DRILL = Link("drill", "geo", "Geo", "", ("RES-1",), {"cadence": 31})
BOOK = Link("runbook", "leak", "Leak", "", ("INC-1",), {"sha256": "text"})


def drill(**changes: object) -> DrillRun:
    return DrillRun.model_validate({
        "drill": "1", "scenario": "geo", "title": "Geo", "serves": (), "ended": NOW, "passed": True, "sentence": "",
        "rpo": TARGET, "rto": TARGET, "signed_by": "key", **changes,
    })  # fmt: skip


def rehearsal(**changes: object) -> RunbookRun:
    return RunbookRun.model_validate({
        "runbook": "leak", "text_sha256": "text", "title": "Leak", "serves": (), "ended": NOW, "mode": "rehearse",
        "passed": True, "sentence": "", "signed_by": "key", **changes,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("rehearsals", "drills", "said"),
    [
        ([rehearsal()], [drill()], []),
        ([], [drill()], ["leak has no signed record of a rehearsal"]),
        ([rehearsal(signed_by=None)], [drill()], ["leak has no signed record of a rehearsal"]),
        ([rehearsal(text_sha256="new")], [drill()], ["leak was changed since its rehearsal of 2026-11-21"]),
        ([rehearsal(ended=NOW - timedelta(days=91))], [drill()],
         ["leak was last rehearsed on 2026-08-22; the limit is 90 days"]),
        ([rehearsal()], [], ["geo has no signed evidence that it passed"]),
        ([rehearsal()], [drill(passed=False)], ["geo has no signed evidence that it passed"]),
        ([rehearsal()], [drill(ended=NOW - timedelta(days=32)), drill(passed=False)],
         ["geo last passed on 2026-10-20; the limit is 31 days"]),
    ],
)  # fmt: skip
def test_what_records_show_to_be_late(rehearsals: list[RunbookRun], drills: list[DrillRun], said: list[str]) -> None:
    due = freshness.in_environment(Links((DRILL, BOOK)), rehearsals, drills, NOW)
    assert [f"{each.name} {each.sentence}" for each in due] == said


def test_an_exemption_that_ended_is_due(tmp_path: Path) -> None:
    file = tmp_path / "exemptions.yaml"
    file.write_text("- {rule: a_rule, resource: 'urn:x', owner: jane, expires: 2026-11-20}\n")
    last = date(2026, 11, 20)
    assert not [each for each in freshness.in_repository(last, file) if each.kind == "exemption"]
    [due] = [each for each in freshness.in_repository(last + timedelta(days=1), file) if each.kind == "exemption"]
    assert (due.name, due.sentence) == ("a_rule", "of urn:x ended on 2026-11-20; its owner is jane")
    file.write_text("- {rule: a_rule, expires: soon}\n")
    with pytest.raises(UserError, match="entry 1 expires on 'soon'; write the last day as YYYY-MM-DD"):
        freshness.in_repository(last, file)


def test_reviews_and_registers_that_are_late_are_due() -> None:
    due = freshness.in_repository(date(2028, 11, 21))
    assert {"register", "runbook"} <= {each.kind for each in due}
    assert {"staff", "subprocessors", "releases"} <= {each.name for each in due}
