"""What this repository shows by itself: locked dependencies, no secrets, environments apart, a scanner that looks."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

CLONE = Path(__file__).resolve().parents[2]
SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\n(?:[A-Za-z0-9+/=]{20,}\n)+"),
    "an Azure storage key": re.compile(r"AccountKey=[A-Za-z0-9+/]{60,}"),
    "a signed token": re.compile(r"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}"),
    "an AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "an Entra client secret": re.compile(r"\b[\w~.-]{3}\dQ~[\w~.-]{31,34}\b"),
    "a shared access signature": re.compile(r"[?&]sig=[A-Za-z0-9%]{40,}"),
    "a code host's token": re.compile(r"\b(?:ghp|gho|ghs|github_pat)_\w{30,}"),
}

MADE_UP = re.compile(r"EXAMPLE|ABCDEFGHIJ")  # no chance makes these: values that tests of redaction use


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CLONE, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := CLONE / name).is_file()]


@pytest.mark.proves("SDL-6")
def test_no_secret_is_in_the_source() -> None:
    texts = {path: path.read_text(errors="replace") for path in tracked()}
    assert len(texts) > 100
    found = [
        (path.name, what)
        for path, text in texts.items()
        for what, known in SECRETS.items()
        for match in known.finditer(text)
        if not MADE_UP.search(match[0])
    ]
    assert found == []


def test_the_search_for_secrets_finds_each_kind() -> None:
    made = {
        "a private key": "-----BEGIN EC PRIVATE KEY-----\n" + "MHcCAQEEIBkg4LVWM9nuwNSk3yByxZpYRTBnVJk5GkMcWQ==\n",
        "an Azure storage key": "AccountKey=" + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6",
        "a signed token": "eyJ"
        + "hbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJ"
        + "zdWIiOiIxMjM0NTY3ODkwIn0sIm5h.c2lnbmF0dXJlLWlzLWhlcmU",
        "an AWS key": "AKIA" + "IOSFODNN7EXAMPLE",
        "an Entra client secret": "abc8Q~" + "dEfGhIjKlMnOpQrStUvWxYz0123456789",
        "a shared access signature": "?sv=2025&sig=" + "a1" * 22,
        "a code host's token": "ghp_" + "a1B2c3D4e5" * 4,
    }
    assert [what for what, known in SECRETS.items() if not known.search(made[what])] == []


@pytest.mark.proves("SDL-3")
def test_dependencies_are_locked_to_what_a_registry_served_once() -> None:
    """A lock that a changed package can't pass, and that names no other place to fetch from."""
    locks = [path for path in tracked() if path.parent.name == "requirements" and path.suffix == ".txt"]
    assert len(locks) >= 3
    for lock in locks:
        names = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==\S+", lock.read_text(), re.MULTILINE)
        blocks = re.split(r"^(?=[A-Za-z0-9])", lock.read_text(), flags=re.MULTILINE)
        assert names, lock
        assert all("--hash=sha256:" in block for block in blocks if "==" in block.partition("\n")[0]), lock
        assert " @ " not in lock.read_text(), lock
    for lock in (path for path in tracked() if path.name == "package-lock.json"):
        packages = {name: each for name, each in json.loads(lock.read_text())["packages"].items() if name}
        assert packages, lock
        assert all(each["integrity"].startswith("sha512-") for each in packages.values() if not each.get("link")), lock


@pytest.mark.proves("SDL-2")
def test_what_runs_before_a_deployment_is_lint_types_and_all_tests() -> None:
    assert "make test" in (CLONE / ".ci/run").read_text()
    recipe = (CLONE / "Makefile").read_text().partition("\ntest:")[2].partition("\nconformance:")[0]
    for step in ("ruff check", "ty check", "pytest"):
        assert step in recipe
    assert "||" not in recipe  # nothing that fails may be passed over


@pytest.mark.proves("SDL-5")
def test_environments_share_no_subscription_identity_or_address() -> None:
    names = ("dev", "staging", "prod")
    apart = [yaml.safe_load((CLONE / f"Pulumi.{name}.yaml").read_text())["config"] for name in names]
    for setting in ("azure-native:subscriptionId", "azure-native:clientId", "cordon:addresses"):
        values = [config[setting] for config in apart]
        assert len(set(values)) == len(values), setting
    operators = [config["cordon:administrator"]["object_id"] for config in apart]
    assert len(set(operators)) == len(operators)


@pytest.mark.proves("SDL-4")
def test_the_scan_of_our_code_looks_for_security_and_quality() -> None:
    """flake8-bandit's rules (S) and bugbear's (B) are on, for all that is deployed."""
    said = (CLONE / "pyproject.toml").read_text()
    rules = re.search(r"\[tool\.ruff\.lint\]\nselect = \[(.*?)\]", said, re.DOTALL)
    assert rules
    assert {'"S"', '"B"', '"E"', '"F"'} <= {each.strip() for each in rules[1].split(",")}
