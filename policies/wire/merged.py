"""Our findings and checkov's as one list: where both say the same of one resource, ours stays and names the other."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

from policies.wire.finding import WireFinding

COVERED = Path(__file__).with_name("covered.yaml")


@cache
def covered() -> dict[str, str]:
    """Our rule by checkov's check."""
    return yaml.safe_load(COVERED.read_text())


def merged(ours: Iterable[WireFinding], theirs: Iterable[WireFinding]) -> list[WireFinding]:
    """A check of theirs is a duplicate when the rule that covers it says the same of the same resource.

    One that fails where ours is exempted, or isn't decided yet, is none: it would be lost.
    """
    own = list(ours)
    by_place = {(each.rule, each.resource, each.kind): index for index, each in enumerate(own)}
    left: list[WireFinding] = []
    also: dict[int, list[str]] = {}
    for each in theirs:
        index = by_place.get((covered().get(each.rule, ""), each.resource, each.kind))
        if index is None:
            left.append(each)
        elif each.rule not in also.setdefault(index, []):
            also[index].append(each.rule)
    for index, checks in also.items():
        said = f"{own[index].message} checkov says so too: {', '.join(sorted(checks))}."
        own[index] = replace(own[index], message=said)
    return [*own, *left]
