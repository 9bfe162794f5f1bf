"""`cordon picture`: an estate as one SVG file, drawn from its state."""

import json
from pathlib import Path
from typing import Annotated

import typer

from scripts.errors import UserError
from scripts.picture.model import draw_from
from scripts.picture.render import render


def command(
    state: Annotated[Path, typer.Argument(help="What `pulumi stack export` wrote.", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("estate.svg"),
) -> None:
    """Draw an estate from its state."""
    try:
        picture = draw_from(json.loads(state.read_text()))
    except (KeyError, ValueError) as error:
        raise UserError(f"state: {state} can't be drawn: {error}") from None
    out.write_text(render(picture))
