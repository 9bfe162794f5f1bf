"""The outcome of every commitment in a line each, for a terminal and for programs."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from controls.catalogue import Catalogue, Level
from controls.judgement import count
from controls.proofs import Judged, Status

COLOURS = {Status.PROVEN: "green", Status.STALE: "yellow", Status.UNPROVEN: "dim", Status.FAILED: "red"}


def show(console: Console, held: Catalogue, outcomes: Sequence[Judged]) -> None:
    for area in held.areas:
        table = Table(title=area, title_justify="left", title_style="bold", box=None, pad_edge=False, show_header=False)
        for width in (7, 6, 9, 11):
            table.add_column(min_width=width, no_wrap=True)
        table.add_column(ratio=1)
        for each in outcomes:
            if (one := held[each.commitment]).area == area:
                day = f"{each.at:%Y-%m-%d}" if each.at else ""
                said = one.promise if each.status is Status.PROVEN else each.sentence
                table.add_row(one.id, one.level, f"[{COLOURS[each.status]}]{each.status}[/]", day, said)
        console.print(table)
        console.print()
    for level in Level:
        counted = count(each for each in outcomes if held[each.commitment].level is level)
        console.print(f"{level:<6}" + ", ".join(f"{number} {status}" for status, number in counted.items() if number))


def as_json(held: Catalogue, outcomes: Sequence[Judged]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.commitment,
            "level": held[each.commitment].level.value,
            "status": each.status.value,
            "at": each.at.isoformat() if each.at else None,
            "until": each.until.isoformat() if each.until else None,
            "sentence": each.sentence,
        }
        for each in outcomes
    ]


def exit_code(held: Catalogue, outcomes: Sequence[Judged], *, strict: bool) -> int:
    """1 where a proof failed; with `strict` also where an infra or ops commitment isn't proven and awaits nothing."""
    for each in outcomes:
        one = held[each.commitment]
        required = one.level in (Level.INFRA, Level.OPS) and not one.awaits
        if each.status is Status.FAILED or (strict and required and each.status is not Status.PROVEN):
            return 1
    return 0
