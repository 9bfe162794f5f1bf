"""A mistake in the settings ends in one sentence that names the field, the value and what is allowed."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from controls.residency import EU, paired
from stacks.settings import Settings, SettingsError, load_file, main

CLONE = Path(__file__).resolve().parent.parent.parent
ALLOWED = ", ".join(EU)
GOOD = {
    "owner": "platform",
    "primary": "northeurope",
    "regions": {"northeurope": {"replica": "westeurope"}, "westeurope": {}},
    "alerts": {"emails": ["on-call@example.com"]},
    "access": {"break_glass": ["00000000-0000-4000-8000-0000000000b1"]},
}


def refusal(tmp_path: Path, change: dict[str, object], name: str = "Pulumi.dev.yaml") -> str:
    """What `load_file` says of good settings with that change; None takes a setting away."""
    values = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    file = tmp_path / name
    file.write_text(yaml.safe_dump({"config": {f"cordon:{key}": value for key, value in values.items()}}))
    with pytest.raises(SettingsError) as refused:
        load_file(file)
    return str(refused.value)


@pytest.mark.parametrize(
    ("region", "reason"),
    [
        ("norwayeast", "is in Norway, which is in Europe but not in the European Union"),
        ("switzerlandnorth", "is in Switzerland, which is in Europe but not in the European Union"),
        ("uksouth", "is in the United Kingdom, which is in Europe but not in the European Union"),
        ("swedncentral", "is not an Azure region (did you mean 'swedencentral'?)"),
    ],
)
def test_a_region_outside_the_eu_is_refused_wherever_it_stands(tmp_path: Path, region: str, reason: str) -> None:
    sentence = f"{region!r} {reason}; allowed are {ALLOWED}."
    regions = {"northeurope": {}, region: {}}
    assert refusal(tmp_path, {"regions": regions}) == f"Pulumi.dev.yaml: regions.{region}: {sentence}"
    assert refusal(tmp_path, {"primary": region}) == f"Pulumi.dev.yaml: primary: {sentence}"
    replica = {"northeurope": {"replica": region}, "westeurope": {}}
    assert refusal(tmp_path, {"regions": replica}) == f"Pulumi.dev.yaml: regions.northeurope.replica: {sentence}"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"owner": None}, "owner is missing; a value is required."),
        ({"regions": {"northeurope": {}}}, "regions with 1 entries is not allowed; allowed is 2 entries or more."),
        (
            {"primary": "italynorth"},
            "primary 'italynorth' is not among the regions; allowed are northeurope, westeurope.",
        ),
        (
            {"regions": {"northeurope": {"replica": "northeurope"}, "westeurope": {}}},
            "regions.northeurope.replica 'northeurope' is no other region of the environment; allowed are westeurope.",
        ),
        (
            {"regions": {"northeurope": {}, "swedensouth": {}}},
            "regions.swedensouth.zone_redundant true is not possible; swedensouth has no zones, allowed is false.",
        ),
        (
            {"regions": {"northeurope": {}, "polandcentral": {}}},
            "regions.polandcentral.geo_redundant true is not possible; polandcentral has no paired region, allowed are "
            f"false with a replica, or a region that has one: {', '.join(paired())}.",
        ),
        (
            {"regions": {"northeurope": {}, "polandcentral": {"geo_redundant": False}}},
            "regions.polandcentral.geo_redundant false leaves no copy of the database elsewhere; allowed is true, "
            "or a replica in northeurope.",
        ),
        (
            {"regoins": {}},
            "regoins is not a setting (did you mean 'regions'?); allowed are owner, primary, regions, addresses, "
            "reserved, generation, administrator, network, encryption, database, logs, backup, edge, web, disclosure, "
            "alerts, access, defender, sentinel, azure_policy.",
        ),
        (
            {"regions": {"northeurope": {"replca": "westeurope"}, "westeurope": {}}},
            "regions.northeurope.replca is not a setting (did you mean 'replica'?); allowed are replica, "
            "zone_redundant, geo_redundant, cells.",
        ),
        ({"backup": {"days": 30}}, "backup.days 30 is not allowed; allowed is 184 or more."),
        ({"logs": {"days": "long"}}, "logs.days 'long' is not allowed; allowed is a whole number."),
        ({"database": {"version": 11}}, "database.version 11 is not allowed; allowed is text that matches ^1[5-8]$."),
        ({"backup": {"locked": "maybe"}}, "backup.locked 'maybe' is not allowed; allowed is true or false."),
        (
            {"addresses": "10.33.0.0/12"},
            "addresses '10.33.0.0/12' is not allowed; allowed is an IPv4 network without host bits, such as "
            "10.32.0.0/12.",
        ),
        (
            {"reserved": ["10.40.0.0/16"]},
            "a reserved network 10.40.0.0/16 overlaps the address space 10.32.0.0/12; allowed are networks that "
            "share no address.",
        ),
        (
            {"edge": {"general_per_minute": 20}},
            "edge: sign_in_per_minute 30 is above general_per_minute; allowed are 10 to 20.",
        ),
        (
            {"owner": {"secure": "v1:abc"}},
            "cordon:owner is a secret; allowed are plain values, secrets are in the vault.",
        ),
    ],
)  # fmt: skip
def test_refusal(tmp_path: Path, change: dict[str, object], sentence: str) -> None:
    assert refusal(tmp_path, change) == f"Pulumi.dev.yaml: {sentence}"


def test_a_stack_name_that_fits_no_resource_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, {}, "Pulumi.my-production.yaml") == (
        "Pulumi.my-production.yaml: environment 'my-production' is not allowed; allowed are 2 to 8 lower-case letters "
        "and digits, a letter first."
    )


@pytest.mark.parametrize("text", ["", "config: [", "config:\n  a: b: c"])
def test_a_file_that_holds_no_settings_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(text)
    with pytest.raises(SettingsError) as refused:
        load_file(file)
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("Pulumi.dev.yaml: ")


def test_display_names_are_understood(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(
        "config:\n  cordon:owner: a\n  cordon:primary: North Europe\n"
        "  cordon:regions:\n    North Europe: {}\n    West Europe: {}\n"
        "  cordon:alerts: {emails: [a@example.com]}\n"
        "  cordon:access: {break_glass: [00000000-0000-4000-8000-0000000000b1]}\n"
    )
    settings = load_file(file)
    assert list(settings.regions) == ["northeurope", "westeurope"]
    assert settings.primary == "northeurope"


def test_the_defaults_are_the_strict_ones() -> None:
    settings = Settings.model_validate(GOOD)
    assert settings.backup.locked
    assert settings.backup.days >= 184
    assert settings.logs.days >= 90
    assert all(region.geo_redundant and region.zone_redundant for region in settings.regions.values())


@pytest.mark.parametrize("file", sorted(CLONE.glob("Pulumi.*.yaml")), ids=lambda file: file.name)
def test_the_settings_of_this_repository_hold(file: Path) -> None:
    assert len(load_file(file).regions) >= 2


def test_the_command_checks_a_file_without_the_engine_and_without_azures_sdk(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(
        "config:\n  cordon:owner: a\n  cordon:primary: uksouth\n  cordon:regions: {uksouth: {}, northeurope: {}}\n"
    )
    command = [sys.executable, "-X", "importtime", "-m", "stacks.settings"]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, cwd=CLONE, check=False)
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if not line.startswith("import time:")]
    assert len(said) == 1
    assert said[0].startswith("Pulumi.dev.yaml: primary: 'uksouth' is in the United Kingdom")
    assert "pulumi" not in done.stderr.replace("Pulumi.", "")


def test_the_command_is_quiet_when_the_settings_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CLONE / "Pulumi.local.yaml")]) == 0
    assert capsys.readouterr() == ("", "")
    assert main([]) == 2
