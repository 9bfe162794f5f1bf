"""What we depend on: each version that a lock of this repository names (PyPI, npm, Go)."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.errors import UserError
from scripts.estate import CLONE, COULD_NOT_VERIFY


@dataclass(frozen=True, order=True)
class Locked:
    """`ecosystem` as OSV calls it; `file` from the clone's root; `line` counts from 1."""

    ecosystem: str
    name: str
    version: str
    file: str
    line: int


def read(root: Path = CLONE) -> list[Locked]:
    """Every locked version, by file. UserError where there is none: an empty scan would look like a good one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False).stdout
    found = [each for name in sorted(listed.split("\0")) for each in _of(root, name)]
    if not found:
        raise UserError(f"No locked dependency was found in {root}.", exit_code=COULD_NOT_VERIFY)
    return found


def _of(root: Path, name: str) -> Iterator[Locked]:
    path = Path(name)
    if path.parent.name == "requirements" and path.suffix == ".txt":
        yield from _pypi(name, (root / name).read_text())
    elif path.name == "package-lock.json":
        yield from _npm(name, (root / name).read_text())
    elif path.name == "go.mod":
        yield from _go(name, (root / name).read_text())


def _pypi(file: str, text: str) -> Iterator[Locked]:
    for line, said in enumerate(text.splitlines(), 1):
        if match := re.match(r"([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==([^\s;\\]+)", said):
            yield Locked("PyPI", match[1], match[2], file, line)


def _npm(file: str, text: str) -> Iterator[Locked]:
    places = {match[1]: line for line, said in enumerate(text.splitlines(), 1)
              if (match := re.match(r'\s*"([^"]*node_modules/[^"]+)": \{', said))}  # fmt: skip
    for place, each in json.loads(text)["packages"].items():
        if place and not each.get("link"):
            name = each.get("name") or place.rpartition("node_modules/")[2]  # it has a name where it is an alias
            yield Locked("npm", name, each["version"], file, places.get(place, 1))


def _go(file: str, text: str) -> Iterator[Locked]:
    """The modules that are required, or what is put in their place (`replace A => B v1`)."""
    lines = [(line, said.partition("//")[0].split()) for line, said in enumerate(text.splitlines(), 1)]
    instead = {words[1]: (line, words[-2:]) for line, words in lines if words[:1] == ["replace"]}
    for at, said in lines:
        line, words = at, said[1:] if said[:1] == ["require"] else said
        if len(words) == 2 and re.match(r"v\d", words[1]):
            line, words = instead.get(words[0], (line, words))
            yield Locked("Go", words[0], words[1].removeprefix("v"), file, line)
