"""Management locks: CanNotDelete and ReadOnly, in force for everything below their scope."""

from __future__ import annotations

from local.plane.behaviour import ArmError, Body
from local.plane.store import Store

LOCKS = "Microsoft.Authorization/locks"
LEVELS = ("CanNotDelete", "ReadOnly")


def scope_of(lock: Body) -> str:
    return lock["id"].lower().rsplit("/providers/", 1)[0]


def check_write(store: Store, resource_id: str) -> None:
    _check(store, resource_id, "write", ("readonly",))


def check_delete(store: Store, resource_id: str, *, cascade: bool = True) -> None:
    """A lock on something inside holds its container too."""
    _check(store, resource_id, "delete", ("readonly", "cannotdelete"), inside=cascade)


def _check(store: Store, resource_id: str, what: str, levels: tuple[str, ...], *, inside: bool = False) -> None:
    place = resource_id.lower().rstrip("/")
    if f"/{LOCKS}/".lower() in place:
        return  # a lock is never held by itself or by another
    for lock in store.list(type=LOCKS):
        if str(lock.get("properties", {}).get("level", "")).lower() not in levels:
            continue
        scope = scope_of(lock)
        if place == scope or place.startswith(scope + "/") or (inside and scope.startswith(place + "/")):
            raise ArmError(
                409,
                "ScopeLocked",
                f"The scope '{resource_id}' cannot perform {what} operation because following scope(s) are locked: "
                f"'{scope}'. Please remove the lock and try again.",
            )
