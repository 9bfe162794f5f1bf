"""Exemptions: one finding, one reason, one owner, one last day. Data in `exemptions.yaml`, checked when read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

FIELDS = ("rule", "resource", "property", "reason", "owner", "expires")
INDEX = re.compile(r"\[\d+\]")


class ExemptionError(ValueError):
    """The file breaks a rule of its own; the message is one sentence naming entry, field and what is allowed."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """`resource` is a glob over the URN, `property` the path found, `[*]` for any index; `expires` is the last day."""

    rule: str
    resource: str
    property: str
    reason: str
    owner: str
    expires: date

    def covers(self, rule: str, urn: str, path: str) -> bool:
        return (
            rule == self.rule
            and self.property in (path, INDEX.sub("[*]", path))
            and fnmatchcase(urn, self.resource.replace("[", "[[]"))
        )

    def expired(self, today: date) -> bool:
        return today > self.expires

    def concerns(self, urn: str) -> bool:
        """Whether it could cover anything in the stack of `urn`: urn:pulumi:<stack>::<project>::…"""
        return fnmatchcase("::".join(urn.split("::")[:2]), "::".join(self.resource.split("::")[:2]))

    def __str__(self) -> str:
        return f"exemption of {self.rule} for {self.resource} ({self.property}), owner {self.owner}"


def load(path: Path, rules: Iterable[str]) -> tuple[Exemption, ...]:
    """The exemptions in the file; none if there is no file. Raises ExemptionError."""
    if not path.exists():
        return ()
    import yaml  # here and not above: a pack without exemptions starts without it

    entries = yaml.safe_load(path.read_text()) or []
    if not isinstance(entries, list):
        raise ExemptionError(f"{path.name} must be a list of exemptions.")
    known = tuple(rules)
    return tuple(_exemption(f"{path.name}, entry {number}", entry, known) for number, entry in enumerate(entries, 1))


def _exemption(where: str, entry: Any, rules: tuple[str, ...]) -> Exemption:
    if not isinstance(entry, dict):
        raise ExemptionError(f"{where} must be a mapping with the fields {', '.join(FIELDS)}.")
    for name in FIELDS:
        if not entry.get(name):
            raise ExemptionError(f"{where} has no {name}; each exemption needs {', '.join(FIELDS)}.")
    if unknown := sorted(set(map(str, entry)) - set(FIELDS)):
        raise ExemptionError(f"{where} has a field {unknown[0]!r}; allowed are {', '.join(FIELDS)}.")
    if entry["rule"] not in rules:
        near = get_close_matches(str(entry["rule"]), rules, 1)
        hint = f"; did you mean {near[0]}?" if near else "."
        raise ExemptionError(f"{where} names the rule {entry['rule']!r}, which doesn't exist{hint}")
    if not isinstance(entry["expires"], date):
        raise ExemptionError(f"{where} expires on {entry['expires']!r}; write the last day as YYYY-MM-DD.")
    last = str(entry["resource"]).split("::")
    if len(last) != 4 or not last[3].strip("*?") or not last[2].strip("*?"):
        raise ExemptionError(
            f"{where} names the resource {entry['resource']!r}; write urn:pulumi:<stack>::<project>::<type>::<name>, "
            "where a star may stand for a part of type or name but not for all of it."
        )
    words = (str(entry[name]).strip() for name in FIELDS[:-1])
    return Exemption(*words, expires=entry["expires"])
