"""`python -m local.rehearsal STACK`: a stack's real configuration, brought up without a cloud, scanned and drawn."""

import os
import sys
import warnings
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from local.data.errors import DataError
from local.home import CLONE
from local.progress import Steps
from local.rehearsal.run import Report, rehearse
from local.setup_error import SetupError

FOLDER = CLONE / "reports/rehearsal"
INTERRUPTED = 130


def main(
    stack: Annotated[str, typer.Argument(help="Whose Pulumi.<stack>.yaml is rehearsed.")],
    against: Annotated[Path | None, typer.Option(help="A saved state: show what would change of it.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to write, else reports/rehearsal/<stack>.")] = None,
) -> None:
    """Exit codes: 0 nothing fails, 1 a finding does or the rehearsal could not be held, 130 interrupted."""
    warnings.filterwarnings("ignore", message="Error in event stream")  # the automation API's, when it is interrupted
    console, folder = Console(stderr=True, highlight=False, soft_wrap=True), out or FOLDER / stack
    try:
        with Steps(console) as steps:
            report = rehearse(stack, steps, folder, against)
    except (SetupError, DataError) as error:
        console.print(f"[red]refused:[/] {escape(str(error))}")
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("[yellow]interrupted:[/] everything that was started has been removed.")
        os._exit(INTERRUPTED)  # its threads may wait for an engine that is no more
    show(report, folder)
    sys.exit(int(report["fails"]))


def show(report: Report, folder: Path) -> None:
    """What came of it: counts, then every finding in one sentence with the line that made its resource.

    Exempted ones are only counted: the page gives each one's reason, owner and end.
    """
    console = Console(highlight=False, soft_wrap=True)
    types = Table("type", "resources", box=None, pad_edge=False)
    for name, number in report["resources"].items():
        types.add_row(name, str(number))
    console.print(types)
    counts = Table("checks of", "passed", "failed", "exempted", "undecided", box=None, pad_edge=False)
    for each in report["counts"]:
        counts.add_row(each["tool"], *(str(each[name]) for name in ("passed", "failed", "exempted", "undecided")))
    console.print()
    console.print(counts)
    for each in report["findings"]:
        if each["kind"] == "exempted":
            continue
        colour = "red" if each["fails"] else "yellow"
        where = f" [dim]{escape(each['position'])}[/]" if each["position"] else ""
        console.print(f"[{colour}]{each['kind']}[/] {escape(each['message'])}{where}")
    for line in report.get("changes", ()):
        console.print(escape(line))
    total = sum(report["resources"].values())
    verdict = "[red]fails[/]" if report["fails"] else "[green]passes[/]"
    console.print(f"\n{report['stack']}: {total} resources, {len(report['resources'])} types; the rehearsal {verdict}.")
    console.print(f"  {folder / 'index.html'}")


if __name__ == "__main__":
    typer.run(main)
