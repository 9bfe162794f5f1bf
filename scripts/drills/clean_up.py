"""Removes what a drill made, by its journal alone: also by another process, after a crash, and again.

Only what carries the drill's mark: the journal names it, its name begins with the drill's prefix, and its tag on Azure
says the same id. Then it is asked for again: what can't be found is gone, and nothing else is.
"""

import time
from collections.abc import Callable
from typing import Any

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from scripts.drills import changes, dumps, source, state, tenant
from scripts.drills.drill import Drill
from scripts.drills.evidence import CleanUp
from scripts.drills.exit_codes import sentence
from scripts.drills.journal import MARK, PREFIX
from scripts.drills.resources import KINDS, carries_prefix, name_of

TO_UNDO = (
    "create",
    "stop",
    "tenant",
    "change",
    "blobs",
    "history",
    "folder",
)  # entries of a journal that something follows from
LOCKED = "ScopeLocked"  # a lock doesn't go by waiting
BUSY_FOR = 600  # seconds that a resource may answer 409, because it is still being made


def clean(drill: Drill) -> CleanUp:
    """Destroy copies and their endpoints, start the source, remove the drill's tenant; say what is left."""
    journal, problems = drill.journal, list[str]()

    def attempt(what: str, action: Callable[[], Any]) -> None:
        try:
            action()
        except Exception as error:
            problems.append(f"{what}: {sentence(error)}")

    for undo in changes.undone(drill):
        attempt(undo["what"], lambda undo=undo: changes.undo(drill, undo))
    if open_stops(drill):
        attempt("starting the source", lambda: source.bring_back(drill))
    for entry in reversed(standing(drill)):  # endpoints before the servers that they lead to
        attempt(name_of(entry["id"]), lambda entry=entry: remove(drill, entry))
    if journal.of("tenant") and not journal.of("tenant-gone"):
        attempt("the drill's tenant", lambda: tenant.remove(drill))
    for entry in journal.of("blobs") if not journal.of("blobs-gone") else ():
        attempt("the drill's blobs", lambda entry=entry: remove_blobs(drill, entry["prefix"]))
    if journal.of("history") and not journal.of("history-gone"):
        attempt("the simulated history", lambda: dumps.forget(drill))
    if journal.of("folder") and not journal.of("folder-gone"):
        attempt("the drill's own backend", lambda: state.forget(drill))
    left = [entry["id"] for entry in standing(drill)]
    attempt("looking for left-overs", lambda: left.extend(one for one in strays(drill) if one not in left))
    made = list(dict.fromkeys(entry["id"] for entry in journal.of("create")))
    return CleanUp(made=made, gone=[one for one in made if one not in left], left=left, problems=problems)


def standing(drill: Drill) -> list[dict[str, Any]]:
    """What was asked for and not yet proven to be gone."""
    gone = {entry["id"] for entry in drill.journal.of("gone")}
    return [entry for entry in drill.journal.of("create") if entry["id"] not in gone]


def open_stops(drill: Drill) -> bool:
    return len(drill.journal.of("stop")) > len(drill.journal.of("started"))


def remove(drill: Drill, entry: dict[str, Any]) -> None:
    kind = KINDS[entry["type"]]
    if kind.prefixed and not carries_prefix(name_of(entry["id"]), drill.id):
        raise ValueError(f"its name doesn't begin with {PREFIX}{drill.id}, so it is left alone")
    deadline = time.monotonic() + BUSY_FOR
    while True:
        try:
            found = kind.get(drill.azure, entry["id"])
            if kind.mark(found) != drill.id:
                raise ValueError(f"its mark {MARK} isn't {drill.id}, so it is left alone")
            kind.delete(drill.azure, entry["id"])
        except ResourceNotFoundError:
            break  # proven: asked for, and not there
        except HttpResponseError as error:
            if error.status_code != 409 or LOCKED in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(2)
    drill.journal.write("gone", id=entry["id"])


def remove_blobs(drill: Drill, prefix: str) -> None:
    if drill.id not in prefix:
        raise ValueError(f"prefix {prefix} doesn't name the drill, so its blobs are left alone")
    container = tenant.content(drill)
    for blob in container.list_blobs(name_starts_with=prefix):
        container.delete_blob(blob.name)
    if left := sum(1 for _ in container.list_blobs(name_starts_with=prefix)):
        raise ValueError(f"{left} are left")
    drill.journal.write("blobs-gone", prefix=prefix)


def strays(drill: Drill) -> list[str]:
    """Everything with this drill's tag in the estate's groups, whoever forgot it."""
    return [
        one.id
        for group in sorted({region.group for region in drill.estate.regions.values()})
        for kind in KINDS.values()
        for one in kind.listed(drill.azure, group)
        if kind.mark(one) == drill.id
    ]


def is_complete(result: CleanUp) -> bool:
    return not result.left and not result.problems
