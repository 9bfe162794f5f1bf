"""The commitments, as `controls/commitments` holds them: one file an area, each with what would prove it.

Ids of ISO/IEC 27001:2022 Annex A and of SOC 2's trust services criteria are ids only; their texts are not ours to copy.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from controls.links import Links, UnreadableError
from controls.proofs import Proof, kinds

FOLDER = Path(__file__).parent / "commitments"
ISO27001 = r"[5-8]\.\d{1,2}"
SOC2 = r"(CC[1-9]\.\d|A1\.[123]|C1\.[12]|PI1\.[1-5]|P[1-8]\.\d)"


class CatalogueError(ValueError):
    """The catalogue breaks a rule of its own; the message is one sentence."""


class Level(StrEnum):
    INFRA = "infra"
    OPS = "ops"
    APP = "app"
    ORG = "org"


class Commitment(BaseModel):
    """One promise. `sources`: D, K, T, the statements it comes from; `fresh`: days that a proof of it counts at most.

    `awaits` says what has yet to be built for it; without it, a commitment that nothing serves is a mistake.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    id: str = Field(pattern=r"[A-Z]{3}-\d{1,2}")
    area: str
    promise: str
    sources: tuple[str, ...]
    level: Level
    owner: str
    iso27001: tuple[str, ...] = Field(min_length=1)
    soc2: tuple[str, ...] = Field(min_length=1)
    fresh: int = Field(ge=1, le=400)
    proofs: tuple[Proof, ...] = Field(min_length=1)
    awaits: str | None = None

    @property
    def limit(self) -> timedelta:
        return timedelta(days=self.fresh)


@dataclass(frozen=True)
class Catalogue:
    """Areas in the order of their files, commitments in the order of their areas."""

    areas: Mapping[str, str]
    commitments: tuple[Commitment, ...]

    def __iter__(self) -> Iterator[Commitment]:
        return iter(self.commitments)

    def __getitem__(self, id: str) -> Commitment:
        return self._by_id[id]

    @cached_property
    def _by_id(self) -> dict[str, Commitment]:
        return {each.id: each for each in self.commitments}

    @property
    def ids(self) -> set[str]:
        return set(self._by_id)


def load(folder: Path = FOLDER) -> Catalogue:
    """Every file of the folder, in the order of names. Raises CatalogueError."""
    areas: dict[str, str] = {}
    found: dict[str, Commitment] = {}
    for path in sorted(folder.glob("*.yaml")):
        said = yaml.safe_load(path.read_text())
        if not isinstance(said, dict) or set(said) != {"area", "about", "commitments"}:
            raise CatalogueError(f"{path.name} must hold area, about and commitments, and nothing else.")
        areas[said["area"]] = said["about"]
        for id, given in said["commitments"].items():
            if id in found:
                raise CatalogueError(f"{path.name}: commitment {id} is there twice.")
            found[id] = _commitment(path.name, said["area"], id, given)
    return Catalogue(areas, tuple(found.values()))


def _commitment(file: str, area: str, id: str, given: dict[str, Any]) -> Commitment:
    where = f"{file}, {id}"
    for field, pattern in (("iso27001", ISO27001), ("soc2", SOC2)):
        for one in given.get(field) or ():
            if not re.fullmatch(pattern, str(one)):
                raise CatalogueError(f"{where}: {field} {one!r} is no id of that standard; it must be like {pattern}.")
    proofs = tuple(_proof(where, each) for each in given.get("proofs") or ())
    try:
        return Commitment.model_validate({**given, "id": id, "area": area, "proofs": proofs})
    except ValidationError as error:
        raise CatalogueError(f"{where}: {_first(error)}") from None


def _proof(where: str, given: Any) -> Proof:
    known = kinds()
    kind = next((known[key] for key in given if key in known), None) if isinstance(given, dict) else None
    if kind is None:
        raise CatalogueError(f"{where}: a proof must have one of {', '.join(known)}; this one is {given!r}.")
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise CatalogueError(f"{where}, proof {kind.key}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(map(str, first["loc"])) or "value"
    return f"{field} {first.get('input')!r}: {first['msg'].removeprefix('Value error, ')}."


def check(catalogue: Catalogue, links: Links) -> list[str]:
    """Sentences on what doesn't fit: unknown ids, commitments that nothing serves, proofs that are gone."""
    wrong = []
    for link in links.all:
        for id in link.serves:
            if id not in catalogue.ids:
                near = get_close_matches(id, catalogue.ids, 1)
                hint = f"; did you mean {near[0]}?" if near else "."
                wrong.append(f"{link.path}: {link.kind} {link.name} serves {id}, which is no commitment{hint}")
    for each in catalogue:
        if not each.awaits and not links.serving(each.id):
            wrong.append(
                f"{each.id} is served by nothing; let a component, rule, drill, runbook, test or register serve it."
            )
        for proof in each.proofs:
            wrong += [f"{each.id} is to be proven by {gone}, which does not exist." for gone in proof.gone(links)]
    return wrong


__all__ = ["Catalogue", "CatalogueError", "Commitment", "Level", "UnreadableError", "check", "load"]
