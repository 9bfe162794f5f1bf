"""Registers: lists that people keep, as data in `controls/registers`, checked when read, each with a freshness."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from controls.entries import Entry, kinds, together

FOLDER = Path(__file__).parent / "registers"
HEAD = ("title", "about", "owner", "serves", "example", "review_in", "entries")


class RegisterError(ValueError):
    """A register can't be read; the message is one sentence that names file, entry, field and what is allowed."""


@dataclass(frozen=True)
class Register:
    """`review_in`: days after which an entry must be looked at again. `example`: the entries are the shipped ones."""

    name: str
    title: str
    about: str
    owner: str
    serves: tuple[str, ...]
    example: bool
    review_in: int
    entries: tuple[Entry, ...]

    @property
    def reviewed(self) -> date:
        """The day of the entry that was looked at longest ago, among those that still count."""
        return min(each.reviewed for each in self.entries if not each.past)

    def problems(self, today: date) -> list[str]:
        """One sentence for each entry, or the register as a whole, that is out of date on that day."""
        found = []
        for each in self.entries:
            late = today - each.reviewed
            if not each.past and late > timedelta(days=self.review_in):
                said = f"was last reviewed on {each.reviewed}; the limit is {self.review_in} days"
                found.append(f"{self.title}: {each.called} {said}.")
            found += [f"{self.title}: {each.called}: {said}." for said in each.stale(today)]
        return found + [f"{self.title}: {said}." for said in together(type(self.entries[0]), self.entries, today)]


def names(folder: Path = FOLDER) -> list[str]:
    return [path.stem for path in sorted(folder.glob("*.yaml"))]


def load_all(folder: Path = FOLDER) -> list[Register]:
    return [load(name, folder) for name in names(folder)]


def load(name: str, folder: Path = FOLDER) -> Register:
    """Raises RegisterError."""
    path = folder / f"{name}.yaml"
    known = kinds()
    if name not in known or not path.exists():
        there = names(folder)
        raise RegisterError(f"Register {name!r} is not known; allowed are {', '.join(there) or 'none'}.")
    try:
        said: dict[str, Any] = yaml.safe_load(path.read_text())
    except yaml.YAMLError as error:
        raise RegisterError(f"{path.name} is no YAML: {' '.join(str(error).split())}.") from None
    if not isinstance(said, dict):
        raise RegisterError(f"{path.name} must hold {', '.join(HEAD)}.")
    if wrong := set(HEAD) ^ set(said):
        raise RegisterError(f"{path.name} must hold {', '.join(HEAD)}; {sorted(wrong)[0]!r} is missing or not allowed.")
    if not said["entries"]:
        raise RegisterError(f"{path.name} has no entries; a register that holds nothing shows nothing.")
    entries = tuple(_entry(path.name, number, known[name], each) for number, each in enumerate(said["entries"], 1))
    if all(each.past for each in entries):
        raise RegisterError(f"{path.name} holds only entries of the past; at least one must still count.")
    facts = {field: said[field] for field in ("title", "about", "owner", "example", "review_in")}
    return Register(name, **facts, serves=tuple(said["serves"]), entries=entries)


def _entry(file: str, number: int, kind: type[Entry], given: Any) -> Entry:
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "entry"
        value = f" {first['input']!r}" if first["loc"] and first["type"] != "missing" else ""
        said = first["msg"].removeprefix("Value error, ")
        raise RegisterError(f"{file}, entry {number}: {field}{value}: {said}.") from None
