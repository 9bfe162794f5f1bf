"""Rehearses runbooks, several at a time but for those that need the estate alone, and sums up how they came out."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from scripts.errors import UserError
from scripts.runbooks import parser
from scripts.runbooks.book import Runbook
from scripts.runbooks.walk import Rehearsal, Walk


@dataclass
class Summary:
    rehearsals: list[Rehearsal]

    @property
    def ok(self) -> bool:
        return bool(self.rehearsals) and not any(one.problems for one in self.rehearsals)

    def facts(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "runbooks": len(self.rehearsals),
            "blocks": sum(one.blocks for one in self.rehearsals),
            "kills": sum(one.kills for one in self.rehearsals),
            "seconds": round(sum(one.seconds for one in self.rehearsals), 1),
            "rehearsals": [vars(one) for one in self.rehearsals],
        }

    def table(self) -> str:
        lines = [
            f"{'ok  ' if not one.problems else 'FAIL'} {one.name:<28} {one.blocks:>2} blocks {one.kills:>3} kills "
            f"{one.seconds:>6.1f} s  {one.run}" + "".join(f"\n       {problem}" for problem in one.problems)
            for one in self.rehearsals
        ]
        facts = self.facts()
        good = sum(not one.problems for one in self.rehearsals)
        lines.append(f"{good} of {facts['runbooks']} runbooks, {facts['blocks']} blocks, {facts['kills']} kills")
        return "\n".join(lines)


def rehearse_all(
    names: list[str], stack: str, *, kills: bool = True, at_once: int = 2, seed: int = 1, tell: Console
) -> Summary:
    """Rehearse these runbooks, or all. Each draws the moments of its deaths from `seed` and its own name."""
    if unknown := sorted(set(names) - set(parser.names())):
        raise UserError(f"Runbook {unknown[0]!r} is not known; allowed are {', '.join(parser.names())}.")
    books = [book for book in parser.load_all() if not names or book.name in names]

    def one(book: Runbook) -> Rehearsal:
        done = Walk(book, stack, random.Random(f"{seed}/{book.name}"), kills).go()  # noqa: S311 - repeatable
        tell.print(f"{'ok' if not done.problems else 'FAIL'} {book.name} {done.seconds:.0f} s, {done.kills} kills",
                   highlight=False)  # fmt: skip
        return done

    alone = [one(book) for book in books if book.front.alone]
    with ThreadPoolExecutor(at_once) as pool:
        together = list(pool.map(one, (book for book in books if not book.front.alone)))
    return Summary(sorted([*alone, *together], key=lambda done: done.name))
