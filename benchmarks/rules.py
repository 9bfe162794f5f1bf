"""What all rules cost, in one run: beside an empty pack, plain pulumi_policy and checkov, and in prod's preview.

Each pack runs in a process of its own, started as Pulumi starts it; the requests are the same, over gRPC, which is most
of what the empty pack takes. Evaluations are rules times resources: a rule of another type is one that the pack needn't
run, as it needn't in plain pulumi_policy. Packs and previews take turns, and the best of each counts: whatever else
the machine does only adds.

    python benchmarks/rules.py [TURNS]
"""

import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.shared.checkov import checkov
from benchmarks.shared.intact import intact
from benchmarks.shared.packs import requests, running, written
from benchmarks.shared.policy_previews import STACK, previews
from policies.engine.discovery import rules
from policies.engine.evaluator import Evaluator
from policies.engine.rule import Rule
from policies.engine.servicer import Servicer

STARTS, ROUNDS = 7, 5
SIZES = (100, 1_000, 10_000)
PLAIN_SIZE = 200  # plain pulumi_policy is too slow for more
CHECKOV_SIZES = (100, 1_000)
MOST_OVER_EMPTY, LEAST_EVALUATIONS, MOST_START = 0.10, 150_000, 0.1  # share of wall; a second; seconds

RULES = sum(isinstance(rule, Rule) for rule in rules())


class Targets:
    """What was promised beside what was measured: printed, not asserted, for the machine has a say in it."""

    def __init__(self) -> None:
        self.table = Table("target", "measured", "holds", title="Targets")

    def add(self, target: str, measured: str, holds: bool) -> None:
        self.table.add_row(target, measured, "[green]yes[/]" if holds else "[red]no[/]")


def startup(console: Console, packs: dict[str, Path], targets: Targets) -> None:
    best = dict.fromkeys(packs, float("inf"))
    for _ in range(STARTS):
        for name, path in packs.items():
            with running(path) as pack:
                best[name] = min(best[name], pack.started)
    table = Table("pack", "s", title=f"Start-up until the pack answers, best of {STARTS}")
    for name, seconds in best.items():
        table.add_row(name, f"{seconds:.3f}")
    console.print(table)
    over = best["ours"] - best["empty"]
    targets.add(f"start-up within {MOST_START} s of an empty pack", f"{over:+.3f} s", over <= MOST_START)


def analyze(console: Console, packs: dict[str, Path]) -> None:
    table = Table("pack", "resources", "CPU s", "µs a resource", "evaluations/s", title="Analyze by gRPC")
    for name, path in packs.items():
        for size in (PLAIN_SIZE,) if name == "plain" else SIZES:
            with running(path) as pack:
                sent = requests(size)
                pack.analyze(sent[:50])
                used = max(pack.analyze(sent), 0.01)  # the clock's own grain
            speed = "" if name == "empty" else f"{RULES * size / used:,.0f}"
            table.add_row(name, f"{size:,}", f"{used:.2f}", f"{used / size * 1e6:,.0f}", speed)
    console.print(table)


def inside(console: Console, targets: Targets) -> None:
    """Analyze called without gRPC: conversion, rules and answer."""
    servicer = Servicer("cordon", "0", Evaluator(rules()))
    sent = requests(2_000)
    applied = sum(len(servicer.evaluator.applicable(request.type)) for request in sent)
    used = float("inf")
    for _ in range(ROUNDS + 1):  # the first fills caches
        begun = time.process_time()
        for request in sent:
            servicer.Analyze(request, None)
        used = min(used, time.process_time() - begun)
    speed = RULES * len(sent) / used
    own = applied / used  # without those that the type alone answers
    console.print(f"Inside Analyze, {len(sent):,} resources, best of {ROUNDS}: {used / len(sent) * 1e6:.0f} µs each.\n")
    target = f"inside Analyze {LEAST_EVALUATIONS:,} rule-by-resource evaluations a second or more"
    measured = f"{speed:,.0f}, of which by rules of the resource's type {own:,.0f}"
    targets.add(target, measured, speed >= LEAST_EVALUATIONS)


def kept(packs: dict[str, Path], targets: Targets) -> None:
    with running(packs["ours"]) as pack:
        for what, holds in intact(pack).items():
            targets.add(f"{what} intact", "asked of the pack", holds)


def preview(console: Console, packs: dict[str, Path], turns: int, targets: Targets) -> None:
    best = previews({name: packs[name] for name in ("empty", "ours")}, turns)
    table = Table("pack", "wall s", "CPU s", title=f"Preview of {STACK}, best of {turns} turns")
    for name, (wall, used) in best.items():
        table.add_row(name, f"{wall:.2f}", f"{used:.2f}")
    ratios = [ours / empty for ours, empty in zip(best["ours"], best["empty"], strict=True)]
    table.add_row("ours / empty", f"{ratios[0]:.3f}", f"{ratios[1]:.3f}")
    console.print(table)
    target = f"preview of {STACK} at most {MOST_OVER_EMPTY:.0%} over an empty pack"
    targets.add(target, f"{ratios[0] - 1:+.1%} wall", ratios[0] - 1 <= MOST_OVER_EMPTY)


def beside(console: Console) -> None:
    table = Table("resources", "wall s", "ms a resource", title="checkov, the whole command, on the same resources")
    for size in CHECKOV_SIZES:
        shown, wall = checkov(size)
        table.add_row(f"{shown:,}", f"{wall:.1f}", f"{wall / shown * 1000:.1f}")
    console.print(table)


def main() -> None:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    console, targets = Console(), Targets()
    with tempfile.TemporaryDirectory() as folder:
        packs = written(Path(folder))
        startup(console, packs, targets)
        analyze(console, packs)
        inside(console, targets)
        kept(packs, targets)
        preview(console, packs, turns, targets)
    beside(console)
    console.print(targets.table)


if __name__ == "__main__":
    main()
