"""All forms of the report say the same, and the public one says nothing that only we need to know."""

import csv
import io
import json
from pathlib import Path

import pytest

from controls.judgement import judge
from controls.proofs import Status
from scripts.errors import UserError
from scripts.evidence import leaks, questionnaire, report
from scripts.evidence.gathering import stray_tags
from scripts.evidence.page import span
from tests.controls.recorded import FOUND, HELD, WHOLE
from tests.scripts.evidence.conftest import NOW

STAFF = "staff-1f4c0a"


@pytest.mark.proves("GOV-3")
def test_every_form_holds_every_commitment_with_the_same_status(written: Path) -> None:
    data = {each["id"]: each["status"] for each in json.loads((written / "report.json").read_text())["commitments"]}
    public = json.loads((written / "public/trust.json").read_text())["commitments"]
    found = json.loads((written / "oscal/assessment-results.json").read_text())["assessment-results"]["results"][0]
    assert list(data) == [each.id for each in HELD]
    assert {each["id"]: each["status"] for each in public} == data
    assert {each["title"]: each["target"]["status"]["remarks"] for each in found["findings"]} == data
    with (written / "questionnaire.csv").open(newline="") as file:
        answers = {row["Id"]: row["Answer"] for row in csv.DictReader(file)}
    assert {id for id, answer in answers.items() if answer == "Yes"} == {id for id, s in data.items() if s == "proven"}
    assert {id for id, answer in answers.items() if answer == "No"} == {id for id, s in data.items() if s == "failed"}


def test_each_line_opens_to_its_proofs(written: Path) -> None:
    lines = json.loads((written / "report.json").read_text())["commitments"]
    for line in lines:
        assert len(line["proofs"]) == len(HELD[line["id"]].proofs)
        assert all(proof["sentence"] for proof in line["proofs"])
        assert line["status"] != "proven" or (line["at"] and line["until"] and line["links"])


@pytest.mark.parametrize("name", ["index.html", "trust.json", "questionnaire.csv"])
def test_the_public_version_holds_no_internals(written: Path, name: str) -> None:
    public, internal = written / "public" / name, written / name.replace("trust", "report")
    assert list(leaks.find(public.read_text(), WHOLE)) == []
    if name != "questionnaire.csv":  # which has no details, for us neither
        assert list(leaks.find(internal.read_text(), WHOLE)), (
            "the search finds nothing where there is something to find"
        )


@pytest.mark.parametrize(
    ("leak", "what"),
    [
        ("/subscriptions/1/resourceGroups/x", "an Azure resource id"),
        ("cd75fa5b-a3ef-4423-b880-5cb5af95ab2d", "a GUID"),
        ("urn:pulumi:local::cordon", "a URN"),
        ("10.40.4.7", "an IP address"),
        ("stlocalneyzyux.blob.core.windows.net", "a host name"),
        ("jane@example.com", "an e-mail address"),
        (STAFF, "a person's pseudonym"),
        ("-----BEGIN PRIVATE KEY-----", "a private key"),
        ("?sig=abcdefghi", "a token"),
        ("Xy3" + "aB7c" * 9, "a long random text"),
        ("0" * 40, "a commit or digest"),
    ],
)
def test_the_search_for_leaks_finds_each_kind(leak: str, what: str) -> None:
    assert [each for each in leaks.find(f"Proven by {leak} today.", WHOLE) if each.startswith(f"it holds {what}")]


def test_names_of_resources_are_leaks_and_words_are_not() -> None:
    name = next(each.name for each in WHOLE.resources if each.type == "keyvault:Vault")
    assert list(leaks.find(f"See {name.upper()}.", WHOLE)) == [
        f"it holds the name {name.casefold()!r}, which only we need to know"
    ]
    assert list(leaks.find("The default evidence of encryption in northeurope, 21 Nov 2026, CC6.1.", WHOLE)) == []


def test_what_would_leak_is_not_written(tmp_path: Path) -> None:
    """A sentence of ours that names a resource stops the public version; an old one does not stay beside it."""
    name = next(each.name for each in WHOLE.resources if each.type == "keyvault:Vault")
    areas = {**HELD.areas, "Encryption": f"Keys lie in {name}."}
    held = type(HELD)(areas, HELD.commitments)
    (tmp_path / "public").mkdir()
    (tmp_path / "public/index.html").write_text("old")
    with pytest.raises(UserError, match=rf"public version is not written: index.html: it holds the name '{name}'"):
        report.write(tmp_path, held, FOUND, WHOLE, judge(held, FOUND, WHOLE, NOW), NOW)
    assert not (tmp_path / "public").exists()


def test_a_finding_of_a_policy_stays_with_us() -> None:
    run = WHOLE.rules[0].model_copy(update={"findings": ('Vault "kv-secret-name" is open.',)})
    evidence = WHOLE.model_copy(update={"rules": (run, *WHOLE.rules[1:])})
    outcomes = judge(HELD, FOUND, evidence, NOW)
    assert any(each.status is Status.FAILED for each in outcomes)
    assert not any(
        "kv-secret-name" in text for text in report.public_files(HELD, FOUND, evidence, outcomes, NOW).values()
    )


def test_evidence_holds_no_secret(written: Path) -> None:
    for file in ("evidence.json", "report.json", "index.html"):
        text = (written / file).read_text()
        for what in ("a private key", "a token"):
            assert not leaks.PATTERNS[what].search(text), (file, what)


def test_tags_in_azure_are_counted_and_strays_told(written: Path) -> None:
    lines = {each["id"]: each for each in json.loads((written / "report.json").read_text())["commitments"]}
    assert lines["ENC-1"]["tagged"] == sum("ENC-1" in each.commitments for each in WHOLE.resources) > 0
    stray = WHOLE.resources[0].model_copy(update={"commitments": ("ENC-99",)})
    assert stray_tags(HELD, [stray]) == [f"{stray.name} carries the tag commitments ENC-99, which is no commitment."]
    assert stray_tags(HELD, WHOLE.resources) == []


def test_a_cell_that_a_spreadsheet_would_run_is_defused() -> None:
    line = {
        "area": "=cmd()", "id": "ABC-1", "promise": "+1", "status": "proven", "awaits": None, "sentence": "@x",
        "proofs": [], "at": None, "until": None, "iso27001": [], "soc2": [], "level": "infra",
    }  # fmt: skip
    row = list(csv.reader(io.StringIO(questionnaire.table({"commitments": [line]}))))[1]
    assert row[:5] == ["'=cmd()", "ABC-1", "'+1", "Yes", "'@x"]


def test_evidence_is_read_back_as_it_was_written(written: Path) -> None:
    evidence = report.read(written)
    assert evidence.resources == WHOLE.resources
    (written / "broken").mkdir(exist_ok=True)
    (written / "broken/evidence.json").write_text("{")
    with pytest.raises(UserError, match="run `cordon evidence gather` first"):
        report.read(written / "broken")


def test_what_was_proven_is_stale_when_its_time_is_over() -> None:
    late = NOW.replace(year=NOW.year + 2)
    assert {each.status for each in judge(HELD, FOUND, WHOLE, late)} <= {Status.STALE, Status.UNPROVEN}


def test_spans_read_well() -> None:
    assert [span(each) for each in (3.21, 45, 119, 300, 14400)] == ["3.2 s", "45 s", "119 s", "5 min", "4 h"]
