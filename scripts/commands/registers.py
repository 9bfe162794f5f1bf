"""`cordon registers`: the lists that people keep, read, checked and shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

app = typer.Typer(
    help="Subprocessors, staff, data, assets, tests, exceptions, releases, policies.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_registers(as_json: AsJson = False) -> None:
    """Every register: how many entries, when the oldest of them was reviewed, what is out of date."""
    from scripts.surveys.registers import load_all

    today = datetime.now(UTC).date()
    rows: list[dict[str, Any]] = [
        {
            "name": each.name,
            "title": each.title,
            "owner": each.owner,
            "entries": len(each.entries),
            "reviewed": each.reviewed.isoformat(),
            "example": each.example,
            "problems": each.problems(today),
        }
        for each in load_all()
    ]
    if as_json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        late = f"{len(row['problems'])} out of date" if row["problems"] else "up to date"
        example = "  (example entries)" if row["example"] else ""
        print(f"{row['name']:<18} {row['entries']:>3} entries  reviewed {row['reviewed']}  {late}{example}")


@app.command()
def show(name: Annotated[str, typer.Argument(help="The register's name.")], as_json: AsJson = False) -> None:
    """One register's entries."""
    from scripts.surveys.registers import load

    register = load(name)
    entries = [each.model_dump(mode="json") for each in register.entries]
    if as_json:
        facts = {"name": register.name, "title": register.title, "owner": register.owner, "example": register.example}
        print(json.dumps(facts | {"entries": entries}, indent=1))
        return
    for entry, each in zip(entries, register.entries, strict=True):
        print(each.called)
        for field, value in entry.items():
            print(f"    {field:<16} {_plain(value)}")


@app.command()
def check() -> None:
    """One sentence for each entry that is out of date; ends with 1 if there is any, or if one can't be read."""
    from scripts.surveys.registers import load_all

    today = datetime.now(UTC).date()
    problems = [problem for register in load_all() for problem in register.problems(today)]
    print("\n".join(problems) or "All registers are complete and up to date.")
    raise typer.Exit(1 if problems else 0)


@app.command()
def schema(name: Annotated[str, typer.Argument(help="The register's name.")]) -> None:
    """The JSON schema of a register's entries."""
    from controls.entries import kinds
    from scripts.surveys.registers import load

    load(name)
    print(json.dumps(kinds()[name].model_json_schema(), indent=1))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
