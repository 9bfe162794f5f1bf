"""Keep secrets out of what is shown and recorded: passwords and values that a type's table calls secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.plane.behaviour import Body
from local.types.paths import native_path

if TYPE_CHECKING:
    from local.types.table import ResourceType

MASK = "(secret)"


def masked(kind: ResourceType, body: Body) -> Body:
    """A copy with every secret replaced by a word."""
    return _walk(kind, body, "", mask=True)


def without(kind: ResourceType, body: Body) -> Body:
    """A copy as Azure shows it: without write-only properties and secrets."""
    return _walk(kind, kind.conceal(body), "", mask=False)


def _walk(kind: ResourceType, value: Any, path: str, *, mask: bool) -> Any:
    if isinstance(value, dict):
        shown = {}
        for name, inner in value.items():
            place = f"{path}.{name}" if path else name
            if isinstance(inner, str | int | float) and kind.is_secret(native_path(kind, place)):
                if mask:
                    shown[name] = MASK
                continue
            shown[name] = _walk(kind, inner, place, mask=mask)
        return shown
    if isinstance(value, list):
        return [_walk(kind, inner, f"{path}[{index}]", mask=mask) for index, inner in enumerate(value)]
    return value
