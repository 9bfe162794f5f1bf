"""The command line: commands are files, mistakes are one sentence."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scripts.cli import build
from tests.scripts.drills.conftest import outputs

RUN = CliRunner()


def test_every_file_in_commands_is_a_command() -> None:
    answer = RUN.invoke(build(), ["--help"])
    for path in (Path(__file__).parents[2] / "scripts/commands").glob("[!_]*.py"):
        assert path.stem.replace("_", "-") in answer.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nonsense", "can't be read as JSON"),
        ("{}", "output environment: Field required"),
        (
            json.dumps(outputs() | {"primary": "westus"}),
            "output primary is westus; it must be one of northeurope, westeurope",
        ),
    ],
)
def test_an_estate_that_cannot_be_read_is_one_sentence_and_could_not_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, said: str
) -> None:
    (tmp_path / "estate.json").write_text(content)
    monkeypatch.setenv("CORDON_ESTATE", str(tmp_path / "estate.json"))
    answer = RUN.invoke(build(), ["drill", "run"])
    assert answer.exit_code == 3
    assert said in answer.output
    assert len(answer.output.strip().splitlines()) == 1


def test_an_unknown_scenario_is_refused_by_name(tmp_path: Path) -> None:
    answer = RUN.invoke(build(), ["drill", "run", "--scenario", "meteorite"])
    assert answer.exit_code == 4
    assert "'meteorite' is not known; allowed are tenant-export, point-in-time, " in answer.output


def test_a_wrong_option_does_not_end_with_a_code_that_means_something_of_a_drill() -> None:
    assert RUN.invoke(build(), ["drill", "run", "--canaries", "1"]).exit_code == 64
    assert RUN.invoke(build(), ["drill", "run", "--nonsense"]).exit_code == 64


def test_dry_run_says_the_plan_and_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "estate.json").write_text(json.dumps(outputs()))
    monkeypatch.setenv("CORDON_ESTATE", str(tmp_path / "estate.json"))
    monkeypatch.setenv("CORDON_REPORTS", str(tmp_path / "reports"))
    answer = RUN.invoke(build(), ["drill", "run", "--dry-run", "--seed", "auditor"])
    assert answer.exit_code == 0, answer.output
    assert "a second drawn from seed auditor" in answer.output
    assert not list((tmp_path / "reports").glob("*/*"))
