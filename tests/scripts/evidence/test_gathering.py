"""Evidence gathered from a running estate: the state, Azure's own answers, the policies, in the forms of the report."""

import json
from pathlib import Path

import pytest

from tests.conftest import Environment

pytestmark = pytest.mark.local


@pytest.fixture(scope="module")
def gathered(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    done = environment.run("cordon", "evidence", "gather", "--json", check=False, CORDON_EVIDENCE=str(folder))
    assert done.returncode in (0, 1), done.stderr
    (folder / "outcomes.json").write_text(done.stdout)
    return folder


def test_what_is_deployed_is_what_azure_says(gathered: Path) -> None:
    evidence = json.loads((gathered / "local/evidence.json").read_text())
    assert evidence["problems"] == []
    assert len(evidence["resources"]) > 100
    assert all(each["exists"] for each in evidence["resources"])
    assert [each["name"] for each in evidence["rules"] if each["findings"]] == []
    assert {each["region"] for each in evidence["resources"]} >= set(evidence["regions"])


def test_what_stands_on_resources_and_policies_alone_is_proven(gathered: Path) -> None:
    outcomes = {each["id"]: each for each in json.loads((gathered / "outcomes.json").read_text())}
    for id in (
        "ENC-1",
        "ENC-2",
        "ENC-3",
        "ENC-4",
        "ACC-1",
        "ACC-3",
        "LOG-1",
        "LOG-4",
        "NET-1",
        "NET-4",
        "BAK-2",
        "BAK-5",
    ):
        assert outcomes[id]["status"] == "proven", outcomes[id]["sentence"]
    for id in ("RES-5", "ENC-5", "ACC-9"):
        assert outcomes[id]["status"] == "unproven"


def test_the_public_version_of_a_running_estate_is_written(gathered: Path) -> None:
    assert {path.name for path in (gathered / "local/public").iterdir()} == {
        "index.html", "page.css", "page.js", "trust.json", "questionnaire.csv",
    }  # fmt: skip


def test_without_an_environment_it_ends_in_one_sentence(tmp_path: Path, environment: Environment) -> None:
    done = environment.run("cordon", "evidence", "gather", "--stack", "nowhere", check=False)
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert "nowhere" in done.stderr
