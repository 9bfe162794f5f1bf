"""The Pulumi commands of the how-tos: each exists, with each of its options, in the engine that we pin."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from local.home import CLONE

pytestmark = pytest.mark.local

PAGES = ("first-deployment",)
FENCE = re.compile(r"```sh\n(.*?)```", re.S)


def commands() -> list[list[str]]:
    found = []
    for page in PAGES:
        for block in FENCE.findall((CLONE / "docs" / "how-to" / f"{page}.md").read_text()):
            found += [shlex.split(line.partition(" > ")[0]) for line in block.splitlines()]
    return [each for each in found if each[0] == "pulumi"]


@pytest.fixture(scope="module")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from local import stack
    from local.home import Home

    return stack.binary(Home(tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_the_command_exists_with_its_options(command: list[str], binary: Path) -> None:
    words = [each for each in command[1:] if each.isalpha() and each not in ("prod", "tenant", "groups")]
    told = subprocess.run([binary, *words, "--help"], capture_output=True, text=True, check=True).stdout
    named = told.partition("Usage:")[2].partition("Flags:")[0]  # the usage line, and other names of the command
    assert re.search(rf"pulumi {' '.join(words)}\b|Aliases:\s.*\b{words[-1]}\b", named), named
    for option in (each.partition("=")[0] for each in command if each.startswith("--")):
        assert re.search(rf"{option}\b", told), option
