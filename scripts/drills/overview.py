"""One page over all runs: how recovery points and times went, which schedule was kept, which drill covers what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.drills import signing
from scripts.drills.history import Run
from scripts.drills.page import TEMPLATES, duration
from scripts.drills.schedule import Due

if TYPE_CHECKING:
    from scripts.azure import Azure
    from scripts.drills.scenario import Scenario
    from scripts.estate import Estate

DATA, ENVELOPE, PAGE = "overview.json", "overview.dsse.json", "overview.html"
ATTESTATION = "urn:cordon:attestation:drills-overview:v1"
TEMPLATE = "overview.html.j2"
WIDTH, HEIGHT = 160, 32  # of a trend, in pixels


def document(
    environment: str, scenarios: Sequence[Scenario], runs: Sequence[Run], due: Sequence[Due], at: datetime
) -> dict[str, Any]:
    """What the page shows, as data. `runs` lists every drill by its evidence's hash: none can be left out later."""
    standing = {one.scenario: one for one in due}
    return {
        "version": 1,
        "environment": environment,
        "at": at.isoformat(),
        "runs": [
            {
                "drill": run.evidence.drill, "evidence": run.sha256, "started": run.evidence.started.isoformat(),
                "exit": run.evidence.exit, "scenarios": [result.scenario for result in run.evidence.results],
            }
            for run in runs
        ],
        "scenarios": [_scenario(scenario, runs, standing[scenario.name]) for scenario in scenarios],
        "coverage": {
            store: [scenario.name for scenario in scenarios if store in scenario.stores]
            for store in sorted({store for scenario in scenarios for store in scenario.stores})
        },
    }  # fmt: skip


def _scenario(scenario: Scenario, runs: Sequence[Run], due: Due) -> dict[str, Any]:
    results = [
        (run.evidence, result) for run in runs for result in run.evidence.results if result.scenario == scenario.name
    ]
    return {
        "name": scenario.name,
        "title": scenario.title,
        "serves": list(scenario.serves),
        "stores": list(scenario.stores),
        "cadenceDays": scenario.cadence.value.days,
        "state": due.state,
        "lastPassed": due.last.isoformat() if due.last else None,
        "dueBy": due.by.isoformat() if due.by else None,
        "ran": len(results),
        "passed": sum(result.exit == 0 and sealed.exit == 0 for sealed, result in results),
        "targets": {"rpo": scenario.rpo.total_seconds(), "rto": scenario.rto.total_seconds()},
        "trend": [
            {"drill": sealed.drill, "exit": result.exit, "rpo": result.rpo.measured, "rto": result.rto.measured}
            for sealed, result in results
        ],
    }


@dataclass(frozen=True)
class Trend:
    """A line of measured seconds: `points` for SVG, the last value, its target."""

    points: str
    last: float | None
    target: float


def trend(scenario: dict[str, Any], which: str) -> Trend:
    values = [one[which] for one in scenario["trend"] if one[which] is not None]
    top = max([*values, 0.001])
    step = WIDTH / max(len(values) - 1, 1)
    points = " ".join(
        f"{number * step:.1f},{HEIGHT - 2 - (HEIGHT - 4) * value / top:.1f}" for number, value in enumerate(values)
    )
    return Trend(points, values[-1] if values else None, scenario["targets"][which])


def render(data: dict[str, Any]) -> str:
    rows = [(one, trend(one, "rpo"), trend(one, "rto")) for one in data["scenarios"]]
    states = [one["state"] for one in data["scenarios"]]
    return TEMPLATES.get_template(TEMPLATE).render(
        d=data, rows=rows, duration=duration, width=WIDTH, height=HEIGHT,
        kept=states.count("kept"), late=states.count("missed"),
    )  # fmt: skip


def write(azure: Azure, estate: Estate, root: Path, data: dict[str, Any]) -> Path:
    """The data, signed, and the page beside the drills' folders; returns the page."""
    content = signing.canonical(data)
    (root / DATA).write_bytes(content)
    (root / PAGE).write_text(render(data))
    subjects = {DATA: content}
    about = {"runs": len(data["runs"]), "environment": data["environment"]}
    envelope = signing.sign(azure, estate.home, signing.statement(subjects, about, ATTESTATION), name_signer=True)
    (root / ENVELOPE).write_bytes(signing.canonical(envelope))
    return root / PAGE
