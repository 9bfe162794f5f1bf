"""What a run learns on its way: inputs from people, values that a block sets, facts for the record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from scripts.drills import signing
from scripts.runbooks import inputs
from scripts.runbooks.book import Block, Span, span
from scripts.runbooks.course import BlockError, Course
from scripts.runbooks.shell import Outcome

FACTS = 8_000  # bytes that a block may put into the record
PREPARE: Span = span("10m")


def take(course: Course, names: Iterable[str]) -> None:
    """Have a value for each of these. BlockError where there is none, or none that is allowed."""
    for name in names:
        if name not in course.values:
            value = _value(course, name)
            if wrong := inputs.problem(course.book, name, value):
                raise BlockError(wrong)
            course.journal.write("input", name=name, value=value)


def _value(course: Course, name: str) -> str:
    declared = course.book.front.inputs.get(name)
    if not declared:
        raise BlockError(f"${name} is set by a block that did not run")
    if name in course.given:
        return course.given[name]
    if not course.rehearsal:
        return course.ask.value(name, declared.what)
    outcome = course.shell(f"input-{name.lower()}", declared.rehearse, PREPARE)
    if not outcome.ok:
        raise BlockError(f"input {name} can't be prepared: {outcome.last_words}")
    return outcome.output


def keep(course: Course, block: Block, output: str) -> None:
    """What the block printed is the value that it sets, for those after it."""
    assert block.sets
    if not output or "\n" in output or len(output) > 500:
        raise BlockError(f"it must print one line for ${block.sets}, not {len(output.splitlines())}")
    course.journal.write("input", name=block.sets, value=output)


def facts(outcome: Outcome) -> dict[str, Any]:
    """What the block printed, for the record. BlockError unless it is one JSON object of a sensible size."""
    try:
        found = json.loads(outcome.output)
        if not isinstance(found, dict) or len(signing.canonical(found)) > FACTS:
            raise ValueError
    except ValueError:
        raise BlockError(f"its output is not one JSON object of at most {FACTS} bytes") from None
    return found
