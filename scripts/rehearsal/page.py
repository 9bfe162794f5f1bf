"""The report as one page: verdict, picture, counts, findings, changes. It needs no other file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from scripts.picture.model import draw_from
from scripts.picture.render import render
from scripts.rehearsal.changes import Change


def page(report: Mapping[str, Any], state: dict[str, Any], changes: Sequence[Change] | None) -> str:
    """HTML. The same state and findings give the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        picture = Markup(render(draw_from(state)))  # noqa: S704 our own SVG, escaped by its template
    except ValueError:
        picture = Markup()  # nothing to draw
    return environment.get_template("page.html.j2").render(
        report=report, picture=picture, changes=changes, total=sum(report["resources"].values())
    )
