"""Resource ids: parsed from a URL path, compared without regard to case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

GROUP_TYPE = "Microsoft.Resources/resourceGroups"
SUBSCRIPTION_TYPE = "Microsoft.Resources/subscriptions"

Kind = Literal["resource", "collection", "action"]


@dataclass(frozen=True)
class ArmId:
    """`/subscriptions/…[/resourceGroups/…][/providers/<namespace>/<type>/<name>…]`, extension resources included."""

    path: str  # as written, without a trailing slash
    scope: str  # what stands before the last /providers/ (a group, a subscription, another resource, "" for the tenant)
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        return self.path.lower()

    @cached_property
    def type(self) -> str:
        return "/".join((self.namespace, *self.types))

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""

    @cached_property
    def parent(self) -> str:
        """The id that must exist first: the outer resource of a nested one, else the scope."""
        if self.type == GROUP_TYPE:
            return self.path.rsplit("/", 2)[0]
        return self.path.rsplit("/", 2)[0] if len(self.names) > 1 else self.scope

    @cached_property
    def subscription(self) -> str:
        return _segment_after(self.path, "subscriptions")

    @cached_property
    def group(self) -> str:
        return _segment_after(self.path, "resourcegroups")

    @cached_property
    def is_extension(self) -> bool:
        """True where the scope is itself a resource: a lock on a server, a role on a vault."""
        return "/providers/" in self.scope.lower()


def _segment_after(path: str, word: str) -> str:
    parts = path.split("/")
    for position, part in enumerate(parts[:-1]):
        if part.lower() == word:
            return parts[position + 1]
    return ""


def parse(path: str) -> tuple[Kind, ArmId, str] | None:
    """What a path names: a resource, a collection (its id has one type more than names) or (POST) an action's resource.

    The third item is the action's name. None where the path isn't one of ARM's.
    """
    path = "/" + path.strip("/")
    at = path.lower().rfind("/providers/")
    if at >= 0:
        scope, rest = path[:at], path[at + len("/providers/") :].split("/")
        namespace, segments = rest[0], rest[1:]
        if not segments:
            return None
        if len(segments) % 2:
            return "collection", ArmId(path, scope, namespace, tuple(segments[0::2]), tuple(segments[1::2])), ""
        return "resource", ArmId(path, scope, namespace, tuple(segments[0::2]), tuple(segments[1::2])), ""
    parts = path.strip("/").split("/")
    if parts[0].lower() != "subscriptions" or len(parts) < 3 or parts[2].lower() != "resourcegroups":
        return None
    scope = "/" + "/".join(parts[:2])
    if len(parts) == 3:
        return "collection", ArmId(path, scope, "Microsoft.Resources", ("resourceGroups",), ()), ""
    if len(parts) == 4:
        return "resource", ArmId(path, scope, "Microsoft.Resources", ("resourceGroups",), (parts[3],)), ""
    return None


def parse_action(path: str) -> tuple[ArmId, str] | None:
    """`<resource id>/<action>` of a POST; the id may also be a group's or a subscription-wide provider path."""
    outer, _, action = ("/" + path.strip("/")).rpartition("/")
    parsed = parse(outer)
    return (parsed[1], action) if parsed and parsed[0] == "resource" else None


def parse_resource(path: str) -> ArmId:
    """A resource's id; ValueError for anything else."""
    parsed = parse(path)
    if parsed is None or parsed[0] != "resource":
        raise ValueError(f"{path!r} is not the id of a resource")
    return parsed[1]
