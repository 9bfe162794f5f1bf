"""OSCAL files held against compliance-trestle in its own environment: valid as written, refused when broken."""

import json
from pathlib import Path

import pytest

from local import tools
from scripts.errors import UserError
from scripts.evidence import trestle
from tests.controls.recorded import HELD

pytestmark = pytest.mark.local  # installs trestle


@pytest.fixture(autouse=True)
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tools.install('oscal') / 'bin'}:/usr/bin:/bin")


@pytest.mark.proves("GOV-3")
def test_trestle_takes_what_we_write(written: Path) -> None:
    assert len(trestle.validate(written / "oscal")) == 2


def test_trestle_refuses_what_is_broken(written: Path, tmp_path: Path) -> None:
    for name in trestle.KINDS:
        (tmp_path / f"{name}.json").write_text((written / "oscal" / f"{name}.json").read_text())
    file = tmp_path / "assessment-results.json"
    said = json.loads(file.read_text())
    said["assessment-results"]["results"][0]["findings"][0]["target"]["status"]["state"] = "perhaps"
    file.write_text(json.dumps(said))
    with pytest.raises(UserError, match="trestle validate refused the OSCAL files"):
        trestle.validate(tmp_path)


def test_every_control_of_both_standards_is_there(written: Path) -> None:
    said = json.loads((written / "oscal/component-definition.json").read_text())["component-definition"]
    sets = said["components"][0]["control-implementations"]
    ids = {each["control-id"] for one in sets for each in one["implemented-requirements"]}
    assert {each.id.lower() for each in HELD} <= ids
    assert {f"iso27001-{id}" for each in HELD for id in each.iso27001} <= ids
    assert {f"soc2-{id}".lower() for each in HELD for id in each.soc2} <= ids
