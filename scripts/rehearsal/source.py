"""Which line of the program made a resource: the engine keeps the stack of each registration in the state."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FRAME = re.compile(r"project:///(?P<file>[^#]+)#(?P<line>\d+)")
PROGRAM = ("components/", "stacks/")
SHARED = ("components/base.py", "components/storage_account.py")  # helpers: the line that called them says more


@dataclass(frozen=True)
class Position:
    """`file` below the project's folder."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def positions(resources: Sequence[Mapping[str, Any]]) -> dict[str, list[Position]]:
    """By URN, the program's own frames, the innermost first. Empty where the engine recorded none."""
    by_urn = {each["urn"]: each for each in resources}
    return {urn: _frames(each, by_urn) for urn, each in by_urn.items()}


def origin(frames: Sequence[Position]) -> Position | None:
    """The line to look at: the innermost that isn't in a helper which all components share."""
    return next((frame for frame in frames if frame.file not in SHARED), frames[0] if frames else None)


def _frames(resource: Mapping[str, Any], by_urn: Mapping[str, Mapping[str, Any]]) -> list[Position]:
    said = [frame.get("sourcePosition", "") for frame in resource.get("stackTrace") or ()]
    if not said:  # an engine without stacks, or one that was told to keep none: the positions of what it belongs to
        inside: Mapping[str, Any] | None = resource
        while inside:
            said.append(inside.get("sourcePosition", ""))
            inside = by_urn.get(inside.get("parent", ""))
    found: list[Position] = []
    for text in said:
        match = FRAME.fullmatch(text)
        if match and match["file"].startswith(PROGRAM):
            position = Position(match["file"], int(match["line"]))
            if position not in found:
                found.append(position)
    return found
