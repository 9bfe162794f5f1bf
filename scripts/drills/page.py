"""The page of one drill: one self-contained HTML file for people who were not there."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.drills.evidence import Evidence, Phase, Result

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATE = "page.html.j2"


@dataclass(frozen=True)
class Bar:
    """A phase on the time line: where it begins and how long it is, in percent of the drill."""

    lane: str
    phase: Phase
    left: float
    width: float


def render(evidence: Evidence) -> str:
    page = TEMPLATES.get_template(TEMPLATE)
    rows = sorted(((lane, bar) for lane, bars in lanes(evidence) for bar in bars), key=lambda row: row[1].phase.started)
    return page.render(
        e=evidence, lanes=lanes(evidence), rows=rows, duration=duration, ratio=ratio, total=length(evidence)
    )


def length(evidence: Evidence) -> float:
    ends = [
        (p.started - evidence.started).total_seconds() + p.seconds for _, phases in _owners(evidence) for p in phases
    ]
    return max([*ends, 0.001])


def lanes(evidence: Evidence) -> list[tuple[str, list[Bar]]]:
    """One lane for the drill itself and one for each scenario."""
    total, found = length(evidence), []
    for lane, phases in _owners(evidence):
        bars = [
            Bar(
                lane,
                p,
                left=100 * (p.started - evidence.started).total_seconds() / total,
                width=max(100 * p.seconds / total, 0.4),
            )
            for p in phases
        ]
        found.append((lane, bars))
    return found


def _owners(evidence: Evidence) -> list[tuple[str, list[Phase]]]:
    return [("drill", evidence.phases), *((result.scenario, result.phases) for result in evidence.results)]


def duration(seconds: float | None) -> str:
    """Seconds as a person says them; `not measured` for none."""
    if seconds is None:
        return "not measured"
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes else "",
        f"{rest} s" if rest and not hours else "",
    ]
    return " ".join(part for part in parts if part)


def ratio(result: Result, which: str) -> float:
    """How much of a target was used, in percent, at most 100."""
    target = getattr(result, which)
    return 0.0 if target.measured is None else min(100.0, 100 * target.measured / target.target)
