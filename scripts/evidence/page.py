"""The trust report for people: one page that needs nothing else, or three files for a server with a strict policy.

The edge's Content-Security-Policy admits no inline style and no inline script: the public page links to its own.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from controls.proofs import WORST, Status
from scripts.evidence.view import View

HERE = Path(__file__).parent
SPAN = 92  # days of history


def render(v: View, *, inline: bool) -> str:
    """`inline`: style and script in the page itself."""
    template = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).get_template("page.html.j2")
    css, js = (Markup((HERE / name).read_text()) for name in ("page.css", "page.js"))  # noqa: S704  (our own files)
    words = {"day": day, "seconds": seconds, "worst_first": worst_first, "strips": strips(v), "span": SPAN}
    return template.render(v=v, inline=inline, css=css, js=js, **words)


def assets() -> dict[str, str]:
    """What the page links to where it isn't inline."""
    return {name: (HERE / name).read_text() for name in ("page.css", "page.js")}


def worst_first(details: list[dict[str, str]]) -> list[dict[str, str]]:
    """The page shows only some of many: never a good one in place of a bad one."""
    return sorted(details, key=lambda each: WORST.index(Status(each["status"])))


def day(at: str | None) -> str:
    return f"{datetime.fromisoformat(at):%-d %b %Y}" if at else ""


def seconds(target: dict[str, float | None]) -> str:
    """Measured of promised, in the unit that reads best."""
    measured = target["measured"]
    return f"{'unmeasured' if measured is None else span(measured)} of {span(target['target'] or 0)}"


def span(count: float) -> str:
    if count < 120:
        return f"{count:.1f} s" if count < 10 else f"{count:.0f} s"
    return f"{count / 60:.0f} min" if count < 7200 else f"{count / 3600:.0f} h"


def strips(v: View) -> list[dict[str, Any]]:
    """Each scenario's runs of the last days, placed from 5 to 295 of 300 by their time; newest last."""
    end = datetime.fromisoformat(v["judged"])
    found: dict[str, list[dict[str, Any]]] = {}
    for run in reversed(v["drills"]):
        age = end - datetime.fromisoformat(run["ended"])
        x = round(5 + 290 * (1 - min(age / timedelta(days=SPAN), 1)), 1)
        found.setdefault(run["scenario"], []).append({**run, "x": x})
    return [
        {"title": runs[-1]["title"], "runs": runs, "last": runs[-1], "passed": sum(run["passed"] for run in runs)}
        for _, runs in sorted(found.items())
    ]
