"""What whoever goes on for a dead drill must know: beside the journal, which names its hash. No secret, no row.

The canaries' key dies with its process. Their log is enough: a canary in a copy is the one that was written, or isn't.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from azure.mgmt.postgresqlflexibleservers import models as postgres
from pydantic import BaseModel

from scripts.drills.canaries import Canaries, Canary
from scripts.drills.evidence import MANIFEST, Phase, Result
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.journal import Journal, sync_folder
from scripts.drills.manifest import Manifest, Observation
from scripts.drills.scenario import Moment

if TYPE_CHECKING:
    from scripts.drills.drill import Drill

SUFFIX = ".kept"  # nothing that is uploaded
DISASTERS = "disasters"


class Disaster(BaseModel):
    """`at`: when it was declared, by the clock of the drill's machine."""

    scenario: str
    at: datetime
    declared_at: datetime
    target: datetime | None

    @property
    def moment(self) -> Moment:
        return Moment(declared_at=self.declared_at, target=self.target)


class Line(BaseModel):
    """A canary; bytes as base64."""

    sequence: int
    written_at: datetime
    nonce: str
    hmac: str
    acknowledged_at: datetime | None


class Kept(BaseModel):
    """The drill as it was after its last disaster."""

    disasters: list[Disaster]
    canaries: list[Line] | None
    manifest: bool
    again: list[Observation]
    destroyed_at: datetime | None
    source_tags: dict[str, str]
    administrators: list[dict[str, Any]]
    parameters: dict[str, str]
    chance: list[Any]


def keep_disasters(drill: Drill, moments: Sequence[tuple[str, datetime, Moment]]) -> None:
    log = drill.canaries.log if drill.canaries else None
    version, words, more = drill.chance.getstate()
    kept = Kept(
        disasters=[
            Disaster(scenario=name, at=at, declared_at=moment.declared_at, target=moment.target)
            for name, at, moment in moments
        ],
        canaries=[_line(canary) for canary in list(log)] if log is not None else None,
        manifest=drill.manifest is not None,
        again=drill.again,
        destroyed_at=drill.destroyed_at,
        source_tags=drill.source_tags,
        administrators=[one.as_dict() for one in drill.administrators],
        parameters=drill.parameters,
        chance=[version, list(words), more],
    )
    _write(drill, DISASTERS, kept)


def keep_result(drill: Drill, result: Result) -> None:
    _write(drill, result.scenario, result)


def disasters(drill: Drill) -> Kept | None:
    """None where the drill died before all of its disasters were over. UnverifiedError where the file was changed."""
    content = _read(drill, DISASTERS)
    return Kept.model_validate_json(content) if content else None


def result(drill: Drill, scenario: str) -> Result | None:
    """None where the scenario was still under way. UnverifiedError where the file was changed."""
    content = _read(drill, scenario)
    return Result.model_validate_json(content) if content else None


def bring_back(drill: Drill, kept: Kept) -> None:
    """The drill in memory as it was when it was kept."""
    drill.tenant = next((entry["tenant"] for entry in drill.journal.of("tenant")), None)
    drill.destroyed_at, drill.again = kept.destroyed_at, kept.again
    drill.source_tags, drill.parameters = kept.source_tags, kept.parameters
    drill.administrators = [postgres.AdministratorMicrosoftEntra(one) for one in kept.administrators]
    version, words, more = kept.chance
    drill.chance.setstate((version, tuple(words), more))
    if kept.canaries is not None:
        drill.canaries = Canaries(drill.connect_source, key=b"", log=[_canary(line) for line in kept.canaries])
    if kept.manifest:
        content = (drill.folder / MANIFEST).read_bytes()
        _check(content, drill.journal.of("manifest")[-1]["sha256"], MANIFEST)
        drill.manifest = Manifest.model_validate_json(content)


def phases(journal: Journal) -> dict[str, list[Phase]]:
    """The steps that ended before the death, by their owner."""
    found = dict[str, list[Phase]]()
    for entry in journal.of("phase"):
        if entry["state"] != "started":
            owner, _, name = entry["name"].rpartition("/")
            started = datetime.fromisoformat(entry["at"]) - timedelta(seconds=entry["seconds"])
            phase = Phase(name=name, started=started, **{one: entry[one] for one in ("seconds", "state", "sentence")})
            found.setdefault(owner, []).append(phase)
    return found


def forget(drill: Drill) -> None:
    """Once the drill has ended."""
    for path in drill.folder.glob(f"*{SUFFIX}"):
        path.unlink()


def _write(drill: Drill, name: str, what: BaseModel) -> None:
    """On the disk before the journal names it."""
    path, content = drill.folder / f"{name}{SUFFIX}", what.model_dump_json().encode()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(drill.folder)
    drill.journal.write("kept", name=name, sha256=hashlib.sha256(content).hexdigest())


def _read(drill: Drill, name: str) -> bytes | None:
    named = [entry for entry in drill.journal.of("kept") if entry["name"] == name]
    if not named:
        return None
    content = (drill.folder / f"{name}{SUFFIX}").read_bytes()
    _check(content, named[-1]["sha256"], name)
    return content


def _check(content: bytes, sha256: str, name: str) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UnverifiedError(f"What was kept as {name} is not what the journal names.")


def _line(canary: Canary) -> Line:
    return Line(
        sequence=canary.sequence,
        written_at=canary.written_at,
        nonce=base64.b64encode(canary.nonce).decode(),
        hmac=base64.b64encode(canary.hmac).decode(),
        acknowledged_at=canary.acknowledged_at,
    )


def _canary(line: Line) -> Canary:
    nonce, hmac = base64.b64decode(line.nonce), base64.b64decode(line.hmac)
    return Canary(line.sequence, line.written_at, nonce, hmac, line.acknowledged_at)
