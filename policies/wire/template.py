"""Bodies off the wire as one ARM template, in a layout from which every line leads back to its resource."""

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
Body = dict[str, Any]
"""One entry of the wire: `id`, `type`, `apiVersion` and the `body` as it was sent."""


@dataclass(frozen=True)
class Template:
    """`ids` are the resources' ARM ids in their order in the text, `starts` their first lines, counted from 1."""

    text: str
    ids: tuple[str, ...]
    starts: tuple[int, ...]

    def resource_at(self, line: int) -> str:
        """The id of the resource in which a line lies; the first one's for lines before it."""
        return self.ids[max(bisect_right(self.starts, line) - 1, 0)]


def template(wire: Iterable[Body]) -> Template:
    """The last body of each resource, in the order in which they were first sent."""
    last: dict[str, Body] = {}
    for sent in wire:
        last[sent["id"].lower()] = {"first": sent["id"], **sent}
    taken: set[tuple[str, str]] = set()
    head = f'{{\n "$schema": "{SCHEMA}",\n "contentVersion": "1.0.0.0",\n "resources": [\n'
    line, starts, blocks = head.count("\n") + 1, [], []
    for sent in last.values():
        name = _unique(sent["type"], sent["id"], taken)
        block = json.dumps(
            {"type": sent["type"], "apiVersion": sent["apiVersion"], "name": name, **sent["body"]}, indent=1
        )
        starts.append(line)
        blocks.append(block)
        line += block.count("\n") + 1
    text = head + ",\n".join(blocks) + "\n ]\n}\n"
    return Template(text, tuple(sent["id"] for sent in last.values()), tuple(starts))


def _unique(type_: str, resource_id: str, taken: set[tuple[str, str]]) -> str:
    """The name as templates write it, `parent/child`. Scanners know a resource by type and name and drop a second one,
    so an extension (`default` on many a resource) is given the name of what it extends as well.
    """
    scope, _, own = resource_id.rpartition("/providers/")
    parts = own.split("/")[2::2] if scope else [resource_id.rstrip("/").rpartition("/")[2]]
    outer = [part for part in scope.split("/") if part]
    while (type_, "/".join(parts)) in taken and outer:
        parts.insert(0, outer.pop())
    taken.add((type_, "/".join(parts)))
    return "/".join(parts)
