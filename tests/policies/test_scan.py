"""A saved state, scanned: the same findings as at preview, in every format."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

from policies.engine.discovery import rules
from policies.engine.junit import as_junit
from policies.engine.page import as_page
from policies.engine.report import as_json, as_sarif
from policies.engine.values import SECRET, SIGNATURE
from policies.engine.verdict import Kind
from policies.scan import scan

ROOT = Path(__file__).parent.parent.parent


def saved(token: str, name: str, inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    kind = f"azure-native:{token}"
    urn = f"urn:pulumi:dev::cordon::{kind}::{name}"
    return {"urn": urn, "type": kind, "id": f"/subscriptions/s/{name}", "inputs": inputs, **more}


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"version": 3, "deployment": {"resources": list(resources)}}


VAULT = saved("keyvault:Vault", "keys", {"location": "norwayeast", "properties": {"enablePurgeProtection": False}})


def test_finds_what_a_preview_finds() -> None:
    found = {verdict.rule.name for verdict in scan(state(VAULT))}
    assert {"resources_stay_in_the_eu", "key_vaults_cannot_be_purged", "what_has_logs_sends_them"} <= found


def test_follows_references_by_id_and_by_dependency() -> None:
    setting = saved("monitor:DiagnosticSetting", "log", {"resourceUri": "/subscriptions/S/KEYS", "workspaceId": "/w"})
    depends = saved("monitor:DiagnosticSetting", "log", {"workspaceId": "/w"}, dependencies=[VAULT["urn"]])
    for each in (setting, depends):
        assert "what_has_logs_sends_them" not in {verdict.rule.name for verdict in scan(state(VAULT, each))}


def test_an_encrypted_value_is_not_passed() -> None:
    hidden = {SIGNATURE: SECRET, "ciphertext": "v1:abc"}
    account = saved("storage:StorageAccount", "s", {"location": "westeurope", "minimumTlsVersion": hidden})
    verdicts = [each for each in scan(state(account)) if each.rule.name == "storage_accounts_speak_tls_1_2"]
    assert [verdict.kind for verdict in verdicts] == [Kind.UNDECIDED]
    assert "so the deployment stops" in verdicts[0].message


def test_resources_read_from_elsewhere_or_about_to_go_are_not_ours() -> None:
    assert scan(state({**VAULT, "external": True}, {**VAULT, "delete": True})) == []


def test_reports_hold_every_verdict() -> None:
    verdicts = scan(state(VAULT))
    assert len(json.loads(as_json(verdicts))) == len(verdicts)
    run = json.loads(as_sarif(verdicts))["runs"][0]
    assert len(run["results"]) == len(verdicts)
    assert {each["id"] for each in run["tool"]["driver"]["rules"]} == {verdict.rule.name for verdict in verdicts}


def test_the_command_ends_with_1_for_findings_and_2_for_no_state() -> None:
    def run(text: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "policies.scan", "-", "--format", "json"]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=ROOT)

    assert run(json.dumps(state())).returncode == 0
    broken = run(json.dumps(state(VAULT)))
    assert broken.returncode == 1
    assert json.loads(broken.stdout)
    nothing = run("not a state")
    assert nothing.returncode == 2
    assert len(nothing.stderr.strip().splitlines()) == 1


def test_outputs_that_repeat_an_encrypted_value_inside_a_mapping_do_not_stop_the_scan() -> None:
    hidden = {SIGNATURE: SECRET, "ciphertext": "v1:abc"}
    settings = {"siteConfig": {"appSettings": [{"name": "KEY", "value": hidden}]}}
    scan(state(saved("web:WebApp", "app", settings, outputs=settings)))


def test_junit_has_a_case_for_each_rule_and_fails_those_that_are_broken() -> None:
    suite = fromstring(as_junit(scan(state(VAULT))))
    failed = {case.get("name") for case in suite if case.find("failure") is not None}
    assert len(suite) == int(suite.get("tests", "0")) == len(rules())
    assert {"resources_stay_in_the_eu", "key_vaults_cannot_be_purged"} <= failed
    assert int(suite.get("failures", "0")) == len(failed) < len(suite)


def test_the_page_shows_each_finding_and_escapes_it() -> None:
    strange = saved("keyvault:Vault", "<b>", {"location": "norwayeast"})
    page = as_page(scan(state(strange)))
    assert "norwayeast" in page
    assert "<b>" not in page
    assert "Every rule is kept" in as_page([])
