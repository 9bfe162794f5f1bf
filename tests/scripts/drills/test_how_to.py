"""The how-to's commands exist, with each of their options."""

import re
import shlex
from typing import Any

import pytest
from typer.main import get_command

from scripts.cli import app
from scripts.estate import CLONE

FENCE = re.compile(r"```sh\n(.*?)```", re.S)
PAGE = (CLONE / "docs/how-to/drills.md").read_text()
COMMANDS = [
    shlex.split(line, comments=True)
    for block in FENCE.findall(PAGE)
    for line in block.splitlines()
    if line.startswith("cordon ")
]


def test_the_page_has_commands() -> None:
    assert len(COMMANDS) > 8


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_of_the_how_to_exists(words: list[str]) -> None:
    found: Any = get_command(app)
    for word in words[1:3]:
        found = found.commands[word]
    options = {name for parameter in found.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_make_targets_of_the_how_to_exist() -> None:
    targets = re.findall(r"^([a-z-]+):", (CLONE / "Makefile").read_text(), re.M)
    assert set(re.findall(r"`make ([a-z-]+)", PAGE)) <= set(targets)
