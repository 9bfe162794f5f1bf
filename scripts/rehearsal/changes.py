"""What a deployment would change, in lines that people read: the engine's own steps, property by property."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # how the engine writes a value that only deployment tells
SIGNS = {"create": "+", "update": "~", "replace": "±", "delete": "-"}
DONE = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted"}
STEP = re.compile(r"\[(\d+)\]|\[\"([^\"]+)\"\]|([^.\[]+)")
WIDTH = 100  # characters of a value


@dataclass(frozen=True)
class Difference:
    """One property: `old` and `new` as text, None where it isn't there. `replaces`: it can't be changed in place."""

    path: str
    old: str | None
    new: str | None
    replaces: bool

    def __str__(self) -> str:
        shown = " → ".join("(none)" if side is None else side for side in (self.old, self.new))
        return f"{self.path}: {shown}" + (" (replaces it)" if self.replaces else "")


@dataclass(frozen=True)
class Change:
    op: str
    type: str
    name: str
    urn: str
    differences: tuple[Difference, ...]

    @property
    def title(self) -> str:
        return f'{SIGNS[self.op]} {self.op} {self.type} "{self.name}"'


def read(said: Iterable[Mapping[str, Any]]) -> list[Change]:
    """From `changes.json`, in the engine's order."""
    return [
        Change(
            op=each["op"],
            type=each["urn"].split("::")[2].rpartition("$")[2],
            name=each["urn"].rpartition("::")[2],
            urn=each["urn"],
            differences=tuple(_differences(each)) if each["op"] in ("update", "replace") else (),
        )
        for each in said
    ]


def lines(changes: list[Change]) -> Iterator[str]:
    """As text: a summary, then each change with its properties below it."""
    numbers = {op: sum(change.op == op for change in changes) for op in SIGNS}
    yield "changes: " + ", ".join(f"{number} {DONE[op]}" for op, number in numbers.items())
    for change in changes:
        yield change.title
        yield from (f"    {difference}" for difference in change.differences)


def _differences(change: Mapping[str, Any]) -> Iterator[Difference]:
    for path in sorted(change["diff"]):
        old, new = at(change["old"], path), at(change["new"], path)
        yield Difference(path, _shown(old), _shown(new), path in change["replaces"])


def at(value: Any, path: str) -> Any:
    """The value at a property path such as `a.b[0].c`; None where there is none."""
    for number, quoted, plain in STEP.findall(path):
        if number:
            value = value[int(number)] if isinstance(value, list) and int(number) < len(value) else None
        else:
            value = value.get(quoted or plain) if isinstance(value, dict) else None
    return value


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    if value == UNKNOWN:
        return "(known after deployment)"
    text = value if isinstance(value, str) else _compact(value)
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _compact(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_compact(each)}" for key, each in value.items() if key != "__defaults") + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_compact, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
