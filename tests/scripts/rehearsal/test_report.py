"""The report: findings of every tool in one list, each where the program made its resource; SARIF and a page."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.rehearsal.__main__ import main, write

URN = "urn:pulumi:prod::cordon::cordon:components:Vault$azure-native:keyvault:Key::vault-ne-key"
KEY = {
    "urn": URN,
    "type": "azure-native:keyvault:Key",
    "custom": True,
    "id": "/subscriptions/s/keys/k",
    "inputs": {"keyName": "<k>"},
    "outputs": {"name": "k", "location": "northeurope"},
    "stackTrace": [
        {"sourcePosition": "project:///components/vault.py#88"},
        {"sourcePosition": "project:///stacks/environment.py#46"},
    ],
}
FINDING = {
    "tool": "checkov",
    "rule": "CKV_AZURE_40",
    "title": "Keys end",
    "kind": "violation",
    "fails": True,
    "severity": "medium",
    "serves": [],
    "resource": URN,
    "property": "resource",
    "message": "Key <script> failed.",
    "help": "",
}
COUNTS = [{"tool": tool, "passed": 3, "failed": 1, "exempted": 0, "undecided": 0} for tool in ("cordon", "checkov")]


def record(
    folder: Path,
    *findings: dict[str, Any],
    changes: list[dict[str, Any]] | None = None,
    problems: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    stack = {"urn": "urn:pulumi:prod::cordon::pulumi:pulumi:Stack::cordon-prod", "type": "pulumi:pulumi:Stack"}
    (folder / "state.json").write_text(json.dumps({"version": 3, "deployment": {"resources": [stack, KEY]}}))
    (folder / "findings.json").write_text(json.dumps({"counts": COUNTS, "findings": findings}))
    (folder / "schema.json").write_text(json.dumps({"checked": 1, "problems": problems or []}))
    if changes is not None:
        (folder / "changes.json").write_text(json.dumps(changes))
    return write(folder)


def test_a_finding_fails_the_rehearsal_and_names_its_line(tmp_path: Path) -> None:
    data = record(tmp_path, FINDING)
    assert data["fails"]
    assert data["stack"] == "prod"
    assert data["resources"] == {"azure-native:keyvault:Key": 1}
    assert data["findings"][0]["position"] == "components/vault.py:88"
    (run,) = [run for run in json.loads((tmp_path / "report.sarif").read_text())["runs"] if run["results"]]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "CKV_AZURE_40"
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("components/vault.py", 88)
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 46
    assert result["level"] == "error"


def test_an_exempted_finding_is_shown_and_suppressed(tmp_path: Path) -> None:
    data = record(tmp_path, {**FINDING, "kind": "exempted", "fails": False})
    assert not data["fails"]
    results = [each for run in json.loads((tmp_path / "report.sarif").read_text())["runs"] for each in run["results"]]
    assert [each["level"] for each in results] == ["note"]
    assert results[0]["suppressions"][0]["justification"] == FINDING["message"]


def test_what_microsofts_models_do_not_know_fails(tmp_path: Path) -> None:
    data = record(tmp_path, problems=[{"resource": URN, "property": "keyNam", "message": "keyNam is not known."}])
    assert data["fails"]
    assert data["counts"][0] == {"tool": "schema", "passed": 0, "failed": 1, "exempted": 0, "undecided": 0}
    assert data["findings"][0]["message"] == 'Key "vault-ne-key": keyNam is not known.'


def test_a_finding_on_the_stack_has_no_place_and_is_kept(tmp_path: Path) -> None:
    record(tmp_path, {**FINDING, "resource": ""})
    results = [each for run in json.loads((tmp_path / "report.sarif").read_text())["runs"] for each in run["results"]]
    assert [each["locations"] for each in results] == [[]]


def test_the_page_needs_no_other_file_and_shows_text_as_text(tmp_path: Path) -> None:
    changed = {
        "op": "update",
        "urn": URN,
        "diff": {"keyName": "update"},
        "replaces": [],
        "old": {"keyName": "<k>"},
        "new": {"keyName": "n"},
    }
    record(tmp_path, FINDING, changes=[changed])
    text = (tmp_path / "index.html").read_text()
    assert "<script" not in text
    assert "Key &lt;script&gt; failed." in text
    assert "components/vault.py:88" in text
    assert "<del>&lt;k&gt;</del>" in text
    assert "1 updated" in text
    assert "<svg" in text
    assert "src=" not in text


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    record(tmp_path, FINDING)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    write(tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_folder_without_a_record_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
