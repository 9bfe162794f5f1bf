"""What a resource type does beyond being stored. One module in `local/behaviours` a type, found by being there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from local.plane.messages import Answer, Ask
    from local.plane.plane import Plane

Body = dict[str, Any]
"""An ARM resource as JSON: id, name, type, location, tags, sku, properties ..."""


class ArmError(Exception):
    """An answer of Azure Resource Manager's that isn't a success: `{"error": {"code", "message"}}`."""

    def __init__(
        self, status: int, code: str, message: str, *, headers: dict[str, str] | None = None, more: Body | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}
        self.more = more or {}  # further members of the error: target, additionalInfo


@dataclass(frozen=True, kw_only=True)
class Call:
    """One accepted PUT or PATCH: what is asked, and what was there before."""

    id: str
    body: Body  # the whole resource as it will be stored; a PATCH is already merged
    before: Body | None  # None when the resource is new
    principal: str  # object id of the caller
    api_version: str

    @property
    def properties(self) -> Body:
        return self.body.get("properties", {})


@dataclass
class Behaviour:
    """Base of all behaviours. Every method may be called again after a crash: each must be idempotent.

    `validate` runs before anything is stored and answers in milliseconds; `put` and `delete` do the real work in a
    worker thread, inside the long-running operation where the type has one.
    """

    type: ClassVar[str]  # "Microsoft.Storage/storageAccounts"; compared case-insensitively
    needs_data_plane: ClassVar[bool] = False  # True: put/delete/start/stop are skipped in a rehearsal

    plane: Plane
    actions: dict[str, Callable[[Body, Body], Body]] = field(default_factory=dict, init=False)
    """POST actions: name -> function of (resource, request body) to the answer's body."""
    routes: dict[tuple[str, str], Callable[[Ask, dict[str, str]], Answer]] = field(default_factory=dict, init=False)
    """Calls that name no stored resource: (method, path with {names}) -> function of (request, names' values).

    The path begins with /subscriptions/{subscription}/providers/; the caller needs its `/read` or `/action`."""

    def __post_init__(self) -> None:
        """Subclasses fill `actions` and `routes` here."""

    def validate(self, call: Call) -> None:
        """Refuse with ArmError what Azure refuses at once."""

    def validate_delete(self, resource: Body) -> None:
        """Refuse with ArmError a deletion that Azure refuses (immutability, purge protection, replicas ...)."""

    def outputs(self, call: Call) -> Body:
        """Read-only properties known at once, in a rehearsal too (URIs, host names, tenant ids)."""
        return {}

    def put(self, call: Call) -> Body:
        """Make it so; return further read-only properties, merged into the resource's `properties`."""
        return {}

    def unstored(self, parent: str) -> list[Body]:
        """Resources inside `parent` that nobody has put and that are there all the same (automatic backups, server
        parameters at their defaults); GET, PATCH and lists know them, and what is stored goes before."""
        return []

    def delete(self, resource: Body) -> None:
        """Remove what `put` made. The resource is still stored."""

    def start(self, resource: Body) -> None:
        """The plane has started and this resource exists: bring its data plane back up, without blocking for long."""

    def stop(self, resource: Body) -> None:
        """The plane stops on purpose: stop this resource's data plane, keeping its data."""
