"""Who agreed to a block, and to what: one person to a change, two to what destroys, and that by mark and list only."""

from __future__ import annotations

from scripts.runbooks import people
from scripts.runbooks.book import Block, Effect
from scripts.runbooks.course import BlockError, Course, WaitingError

LISTED = 8_000  # characters of the list of what will be destroyed that the journal keeps


def confirm(course: Course, block: Block) -> None:
    """Ask once, and write down who said yes. WaitingError where somebody is missing."""
    if course.has("confirmed", block):
        return
    operator, by = people.who(course.azure), list[str]()
    if not course.rehearsal:
        question = block.confirm or f"Run block {block.id}, which changes {course.estate.environment}?"
        if not course.ask.agree(course.filled(question)):
            raise WaitingError(f"Block {block.id} was not confirmed; `cordon runbook resume {course.run}` goes on.")
        by.append(operator)
        if block.effect is Effect.DESTROY:
            by.append(_second(course, block, operator))
    course.journal.write("confirmed", block=block.id, by=by or ["rehearsal"])


def _second(course: Course, block: Block, operator: str) -> str:
    second = people.approver(course.azure, course.estate, course.run, course.book, block, course.values, operator)
    if not second:
        raise WaitingError(
            f"Block {block.id} destroys: a second person must run `cordon runbook approve {course.run}`, then "
            f"`cordon runbook resume {course.run}` goes on."
        )
    return second


def mark_and_list(course: Course, block: Block) -> None:
    """Only what carries its mark, and only after it is written down what it is. BlockError where either is missing."""
    assert block.mark
    assert block.journal
    if course.has("listed", block):
        return
    marked = course.shell(f"{block.id}-mark", block.mark, block.timeout)
    if not marked.ok:
        raise BlockError(f"what would be destroyed doesn't carry its mark: {marked.last_words}")
    listed = course.shell(f"{block.id}-journal", block.journal, block.timeout)
    if not listed.ok:
        raise BlockError(f"what would be destroyed can't be listed: {listed.last_words}")
    course.journal.write("listed", block=block.id, what=listed.output[:LISTED])
