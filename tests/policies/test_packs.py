"""Packs hold the rules of their subject; a name or a setting that doesn't exist is refused in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from policies.engine.discovery import rule, rules
from policies.engine.evaluator import Evaluator
from policies.engine.packs import BASELINE, PACKS, SUBJECTS, PackError, chosen, packs_of
from policies.engine.resource import Resource
from policies.engine.settings import Level, SettingError

FOLDER = Path(__file__).parent.parent.parent / "policies/packs"


def test_every_rule_is_in_a_pack_and_no_pack_is_empty() -> None:
    assert all(packs_of(each) for each in rules())
    assert all(chosen([name]) for name in PACKS)
    assert set(chosen(PACKS)) == set(chosen([])) == set(rules())


def test_a_pack_holds_what_its_name_says() -> None:
    assert rule("resources_stay_in_the_eu") in chosen(["residency"])
    assert rule("resources_stay_in_the_eu") in chosen([BASELINE])  # it is critical
    assert rule("storage_accounts_speak_tls_1_2") in chosen(["data-protection"])
    assert rule("storage_accounts_speak_tls_1_2") not in chosen(["residency", "backup"])


def test_a_pack_that_does_not_exist_is_refused_with_what_was_meant() -> None:
    with pytest.raises(PackError, match=r"There is no pack 'residence'; did you mean residency\?"):
        chosen(["residence"])


def test_each_pack_has_a_folder_that_pulumi_can_start() -> None:
    assert {each.name for each in FOLDER.iterdir() if each.is_dir()} - {"__pycache__"} == {BASELINE, *SUBJECTS}
    for name in PACKS:
        assert f"name: cordon-{name}\n" in (FOLDER / name / "PulumiPolicy.yaml").read_text()


def test_an_exemptions_file_that_is_not_there_stops_the_pack_in_one_sentence(tmp_path: Path) -> None:
    environment = {**os.environ, "CORDON_EXEMPTIONS": str(tmp_path / "none.yaml")}
    command = [sys.executable, str(FOLDER / "residency/__main__.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("there is no such file of exemptions.")
    assert len(done.stderr.strip().splitlines()) == 1


def test_regions_can_be_narrowed_and_never_widened() -> None:
    evaluator = Evaluator([rule("resources_stay_in_the_eu")])
    vault = Resource("urn", "azure-native:keyvault:Vault", "v", {"location": "Sweden Central"})
    assert evaluator.resource(vault) == []
    evaluator.configure({"resources_stay_in_the_eu": (Level.MANDATORY, {"regions": ["westeurope", "northeurope"]})})
    (verdict,) = evaluator.resource(vault)
    assert 'allows only "westeurope" or "northeurope"' in verdict.message
    with pytest.raises(SettingError, match="holds 'norwayeast'"):
        evaluator.configure({"resources_stay_in_the_eu": (Level.MANDATORY, {"regions": ["norwayeast"]})})
