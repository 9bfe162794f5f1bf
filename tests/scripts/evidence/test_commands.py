"""The commands of the how-to, as it shows them; and the mistakes that end in one sentence."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.home import CLONE

HOW_TO = CLONE / "docs/how-to/evidence.md"
COMMANDS = re.findall(r"^\$ (cordon [^#\n]+?) *(?:#.*)?$", HOW_TO.read_text(), re.MULTILINE)
DUE = ("cordon registers check", "cordon freshness --repository")  # end with 1 once the shipped entries are old


def cordon(command: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "cordon"
    return subprocess.run([program, *command.split()[1:]], cwd=CLONE, capture_output=True, text=True, check=False)


def test_the_how_to_shows_commands() -> None:
    assert len(COMMANDS) >= 7


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_how_to_runs(command: str) -> None:
    done = cordon(command)
    assert done.returncode in ((0, 1) if command in DUE else (0,)), done.stdout + done.stderr
    assert done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("cordon evidence links ENC-99", "cordon: Commitment 'ENC-99' is not known; allowed are ACC-1, ACC-10"),
        ("cordon registers show guests", "cordon: Register 'guests' is not known; allowed are assets, data"),
        ("cordon report --folder nowhere", "cordon: nowhere/evidence.json can't be read"),
    ],
)
def test_a_mistake_ends_in_one_sentence(command: str, sentence: str) -> None:
    done = cordon(command)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_the_list_of_what_is_due_grows_with_time() -> None:
    assert cordon("cordon freshness --repository --ahead 400").returncode == 1
