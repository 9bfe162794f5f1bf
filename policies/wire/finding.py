"""A finding of whichever tool, in one shape; and what was looked at without one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class WireFinding:
    """`kind` is one of policies.engine.verdict.Kind's; `property` is empty where the tool names none."""

    tool: str
    rule: str
    title: str
    kind: str
    fails: bool
    severity: str
    serves: Sequence[str]
    resource: str  # URN; empty for a finding on the stack
    property: str
    message: str
    help: str

    def plain(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Count:
    """How often a tool's checks were held against a resource, and what came of it."""

    tool: str
    passed: int
    failed: int
    exempted: int
    undecided: int
