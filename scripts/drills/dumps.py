"""The long-term dumps that a drill restores: which of them, and a history of its own where time must be simulated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from azure.storage.blob import ContainerClient

from scripts.backup import dump, source, store
from scripts.backup.dump import Dump
from scripts.backup.source import Source
from scripts.drills.exit_codes import BackupError, UnverifiedError
from scripts.errors import UserError

if TYPE_CHECKING:
    from scripts.drills.drill import Drill

KEPT = timedelta(days=184)  # six months, BAK-5
OLDEST = timedelta(days=200)  # of a simulated history


class Simulated(Source):
    """The same database with dumps apart from the estate's own, which a simulated age must never mix with."""

    history: str = ""

    @property
    def folder(self) -> str:
        return f"{self.history}{super().folder}"


def of(drill: Drill) -> Source:
    """The estate's own dumps; the drill's history where it has made one."""
    try:
        found = source.of(drill.estate)
    except UserError as error:
        raise BackupError(str(error)) from None
    if drill.journal and drill.journal.of("history"):
        return Simulated(**vars(found), history=f"simulated/{drill.id}/")
    return found


def simulate(drill: Drill) -> int:
    """Dumps as of long ago, of some day between, drawn from the seed, and of now. Only where damage is allowed."""
    if not drill.may_damage:
        raise UnverifiedError("Time is simulated only in a local environment.")
    drill.journal.write("history", prefix=f"simulated/{drill.id}/")
    now = datetime.now(UTC)
    days = [OLDEST, timedelta(days=drill.chance.randint(2, OLDEST.days - 2)), timedelta()]
    for age in days:
        dump.write(drill.azure, of(drill), at=now - age)
    return len(days)


def age(drill: Drill) -> timedelta:
    """How far back the dumps reach."""
    found = store.ids(drill.azure, of(drill))
    return datetime.now(UTC) - time_of(found[0]) if found else timedelta()


def chosen(drill: Drill) -> dict[str, Dump]:
    """The oldest, one drawn from the seed, and the newest; each proven by its signature; else BackupError."""
    ids = store.ids(drill.azure, of(drill))
    if not ids:
        raise BackupError("There is no dump to restore.")
    between: Sequence[str] = ids[1:-1] or ids
    names = {"oldest": ids[0], "random": drill.chance.choice(between), "newest": ids[-1]}
    try:
        return {which: store.read(drill.azure, of(drill), name) for which, name in names.items()}
    except store.DumpError as error:
        raise BackupError(f"The dump is not what it must be: {error}") from None


def time_of(name: str) -> datetime:
    return datetime.strptime(name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)


def forget(drill: Drill) -> None:
    """Remove the simulated history, and ask that nothing of it is left."""
    prefix = f"simulated/{drill.id}/"
    container: ContainerClient = dump.container(drill.azure, of(drill))
    for blob in container.list_blobs(name_starts_with=prefix):
        container.delete_blob(blob.name)
    left: list[Any] = list(container.list_blobs(name_starts_with=prefix))
    if left:
        raise UnverifiedError(f"{len(left)} blobs of the simulated history are left.")
    drill.journal.write("history-gone", prefix=prefix)
