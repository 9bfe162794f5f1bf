"""checkov's findings lead to Pulumi's resources; exemptions cover one each; what wasn't read whole is no pass."""

import json
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policies.engine.exemptions import Exemption, load
from policies.wire import __main__ as command
from policies.wire.checkov import Checkov, ScanError, count, run
from policies.wire.merged import covered
from policies.wire.template import Template, template

TODAY = date(2026, 11, 21)
ACCOUNT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/one"
URN = "urn:pulumi:prod::cordon::cordon:components:Storage$azure-native:storage:StorageAccount::storage-ne"
BODY = {"minimumTlsVersion": "TLS1_0", "supportsHttpsTrafficOnly": False}
WIRE = [
    {
        "id": ACCOUNT,
        "type": "Microsoft.Storage/storageAccounts",
        "apiVersion": "2025-01-01",
        "body": {"properties": BODY},
    }
]
EXEMPT = Exemption(
    "CKV_AZURE_3", URN.replace("prod", "*"), "properties.supportsHttpsTrafficOnly", "Why.", "jane", TODAY
)


def said(sent: Template, path: str = "properties/supportsHttpsTrafficOnly") -> dict[str, Any]:
    line = next(n for n, text in enumerate(sent.text.splitlines(), 1) if '"name": "one"' in text)
    failed = {
        "check_id": "CKV_AZURE_3",
        "check_name": "Ensure that 'supportsHttpsTrafficOnly' is set to 'true'",
        "file_line_range": [line, line + 4],
        "check_result": {"evaluated_keys": [path] if path else []},
    }
    return {"results": {"failed_checks": [failed], "passed_checks": []}}


def findings(
    *exemptions: Exemption, today: date = TODAY, path: str = "properties/supportsHttpsTrafficOnly"
) -> list[Any]:
    sent = template(WIRE)
    return list(Checkov(sent, {ACCOUNT.lower(): URN}, exemptions, today).findings(said(sent, path)))


def test_a_finding_names_the_resource_the_check_and_the_property() -> None:
    (found,) = findings()
    assert (found.resource, found.rule, found.property) == (URN, "CKV_AZURE_3", "properties.supportsHttpsTrafficOnly")
    assert found.fails
    assert found.message.startswith('StorageAccount "storage-ne": checkov\'s CKV_AZURE_3 failed: ')


def test_an_exempted_one_says_who_and_why_and_does_not_fail() -> None:
    (found,) = findings(EXEMPT)
    assert (found.kind, found.fails) == ("exempted", False)
    assert found.message.endswith("Exempt until 2026-11-21 by jane: Why.")
    counted = count(said(template(WIRE)), [found])
    assert (counted.failed, counted.exempted) == (0, 1)


def test_an_expired_exemption_fails_twice() -> None:
    found = findings(EXEMPT, today=date(2026, 11, 22))
    assert [(each.kind, each.fails) for each in found] == [("violation", True), ("expired", True)]


def test_an_exemption_that_covers_nothing_is_named_unless_it_is_for_several_stacks() -> None:
    found = findings(replace(EXEMPT, resource=URN), EXEMPT, path="properties/another")
    assert [(each.kind, each.fails) for each in found] == [("violation", True), ("unused", False)]


def test_a_finding_without_a_property_is_about_the_resource() -> None:
    assert findings(path="")[0].property == "resource"


def program(folder: Path, answer: str) -> Path:
    file = folder / "checkov"
    file.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.mark.parametrize(
    "answer",
    [
        '{"summary": {"resource_count": 0, "parsing_errors": 0}, "results": {}}',
        '{"summary": {"resource_count": 1, "parsing_errors": 1}, "results": {}}',
        '{"passed": 0, "failed": 0, "resource_count": 0, "parsing_errors": 0}',
        "something went wrong",
        "[]",
    ],
)
def test_a_template_that_was_not_read_whole_is_no_pass(tmp_path: Path, answer: str) -> None:
    with pytest.raises(ScanError, match=r"^checkov: "):
        run(program(tmp_path, answer), tmp_path / "template.json", template(WIRE))


def test_the_projects_own_exemptions_hold() -> None:
    for each in load(command.CHECKOV_EXEMPTIONS, [f"CKV_AZURE_{number}" for number in range(1, 400)]):
        assert not each.expired(TODAY)


@pytest.mark.local
def test_the_real_checkov_finds_what_is_wrong_and_where(tmp_path: Path) -> None:
    from local.tools import install

    inputs = {"minimumTlsVersion": "TLS1_0", "enableHttpsTrafficOnly": False}
    resource = {"id": ACCOUNT, "urn": URN, "type": "azure-native:storage:StorageAccount", "inputs": inputs}
    state = {"deployment": {"resources": [resource]}}
    found = command.findings(state, WIRE, install("scan") / "bin/checkov", tmp_path / "template.json")
    own = {each["rule"]: each["message"] for each in found["findings"] if each["tool"] == "cordon"}
    theirs = {each["rule"] for each in found["findings"] if each["tool"] == "checkov" and each["resource"] == URN}
    for check in ("CKV_AZURE_3", "CKV_AZURE_44"):  # HTTPS only; TLS 1.2: said by our rule, and there alone
        assert f"checkov says so too: {check}." in own[covered()[check]]
        assert check not in theirs
    merged = sum(message.count("CKV") for message in own.values())
    counts = {each["tool"]: each for each in found["counts"]}
    assert counts["checkov"]["failed"] == len(theirs) + merged
    assert counts["checkov"]["passed"] > 0
    assert min(counts["cordon"]["passed"], counts["cordon"]["failed"]) > 0
    assert json.loads((tmp_path / "template.json").read_text())["resources"][0]["properties"] == BODY
