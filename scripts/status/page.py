"""The status page: HTML and a style sheet, no script, nothing fetched from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.status.history import SHOWN, Checks, History, State

FOLDER = Path(__file__).parent
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
NAMES = {"application": "Application", "status": "Status page", "security-txt": "Vulnerability reporting"}


@dataclass(frozen=True)
class Row:
    """One tested part: its state now, its days from the oldest to today, all of them together."""

    name: str
    state: State
    days: list[tuple[date, Checks]]
    whole: Checks
    measured: int  # days on which anything ran


def render(history: History, disclosure: bool) -> str:
    """The page of the last 90 days. `disclosure`: whether there is a security.txt to link to."""
    today = history.generated.date()
    days = [today - timedelta(days=back) for back in reversed(range(SHOWN))]
    rows = []
    for test in sorted({*history.now, *(test for day in history.days.values() for test in day)}):
        by_day = [(day, history.days.get(day, {}).get(test, Checks())) for day in days]
        now, measured = history.now.get(test, Checks()), sum(checks.total > 0 for _, checks in by_day)
        rows.append(Row(NAMES.get(test, test), now.state, by_day, history.over(test, days), measured))
    page = TEMPLATES.get_template("page.html.j2")
    return page.render(history=history, rows=rows, shown=SHOWN, disclosure=disclosure, percent=percent)


def style() -> str:
    return (FOLDER / "style.css").read_text()


def percent(share: float | None) -> str:
    """Rounded down: 99.999 % is not 100 %."""
    return "not measured" if share is None else f"{int(share * 100_000) / 1000:.3f} %"
