"""Exemptions cover one finding of one resource until their last day, and not a thing more."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from policies.engine.discovery import rule
from policies.engine.evaluator import Evaluator
from policies.engine.exemptions import Exemption, ExemptionError, load
from policies.engine.resource import Resource, Stack
from policies.engine.settings import Level
from policies.engine.verdict import Kind

TODAY = date(2026, 11, 21)
TLS = rule("storage_accounts_speak_tls_1_2")
URN = "urn:pulumi:dev::cordon::azure-native:storage:StorageAccount::legacy-scans"
ACCOUNT = Resource(URN, "azure-native:storage:StorageAccount", "legacy-scans", {"minimumTlsVersion": "TLS1_1"})
GOOD = {
    "rule": TLS.name,
    "resource": "urn:pulumi:dev::cordon::azure-native:storage:StorageAccount::legacy-*",
    "property": "minimumTlsVersion",
    "reason": "The scanner is replaced in March.",
    "owner": "jane.doe@example.com",
    "expires": TODAY,
}


def judged(**changes: object) -> Evaluator:
    return Evaluator([TLS], [Exemption(**{**GOOD, **changes})], today=TODAY)  # ty: ignore[invalid-argument-type]


def test_covers_its_finding_on_its_last_day_and_says_so() -> None:
    (verdict,) = judged().resource(ACCOUNT)
    assert (verdict.kind, verdict.level) == (Kind.EXEMPTED, Level.ADVISORY)
    assert "Exempt until 2026-11-21 by jane.doe@example.com: The scanner is replaced in March." in verdict.message


def test_fails_the_day_after_even_where_it_covers_nothing() -> None:
    evaluator = judged(expires=date(2026, 11, 20))
    (verdict,) = evaluator.resource(ACCOUNT)
    assert (verdict.kind, verdict.level) == (Kind.VIOLATION, Level.MANDATORY)
    assert "ended on 2026-11-20" in verdict.message
    (expired,) = evaluator.stack(Stack([]))
    assert (expired.kind, expired.level) == (Kind.EXPIRED, Level.MANDATORY)


@pytest.mark.parametrize(
    "elsewhere",
    [{"property": "location"}, {"resource": URN.replace("legacy", "other")}, {"resource": URN.replace("dev", "prod")}],
)
def test_covers_no_other_finding(elsewhere: dict[str, str]) -> None:
    (verdict,) = judged(**elsewhere).resource(ACCOUNT)
    assert verdict.kind is Kind.VIOLATION


def test_warns_when_unused_but_only_in_the_stack_that_it_is_for() -> None:
    (unused,) = judged().stack(Stack([ACCOUNT]))
    assert (unused.kind, unused.level) == (Kind.UNUSED, Level.ADVISORY)
    elsewhere = Resource(URN.replace(":dev::", ":prod::"), ACCOUNT.type, ACCOUNT.name, {})
    assert judged().stack(Stack([elsewhere])) == []


def written(folder: Path, **changes: object) -> Path:
    file = folder / "exemptions.yaml"
    file.write_text(yaml.safe_dump([{key: value for key, value in {**GOOD, **changes}.items() if value is not None}]))
    return file


def test_is_read_from_the_file(tmp_path: Path) -> None:
    assert load(written(tmp_path), [TLS.name]) == (Exemption(**GOOD),)  # ty: ignore[invalid-argument-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"owner": None}, "has no owner"),
        ({"rule": "storage_accounts_speak_tls"}, f"did you mean {TLS.name}?"),
        ({"expires": "soon"}, "write the last day as YYYY-MM-DD"),
        ({"resource": "*"}, "write urn:pulumi:"),
        ({"resource": "urn:pulumi:dev::cordon::azure-native:storage:StorageAccount::*"}, "not for all of it"),
        ({"resource": "urn:pulumi:dev::cordon::*::legacy"}, "not for all of it"),
        ({"severity": "low"}, "has a field 'severity'"),
    ],
)
def test_a_careless_one_is_refused_in_one_sentence(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(ExemptionError, match=r"exemptions\.yaml, entry 1 ") as refused:
        load(written(tmp_path, **changes), [TLS.name])
    assert said in str(refused.value)


def test_the_projects_own_file_holds(tmp_path: Path) -> None:
    from policies.engine.discovery import rules
    from policies.scan import EXEMPTIONS

    load(EXEMPTIONS, [each.name for each in rules()])
