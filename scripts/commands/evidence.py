"""`cordon evidence`: gather the proof of each commitment from what runs, and say how each came out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scripts.errors import UserError

app = typer.Typer(help="Proof of each commitment, gathered from what runs.", no_args_is_help=True)

Stack = Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack whose environment is meant.")]


@app.command()
def gather(
    stack: Stack = "local",
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcomes as JSON.")] = False,
    validate: Annotated[
        bool, typer.Option(help="Hold the OSCAL files against trestle, which must be on PATH.")
    ] = False,
    strict: Annotated[bool, typer.Option(help="End with 1 unless every infra and ops commitment is proven.")] = False,
) -> None:
    """Look at resources, policies, drills, runbooks, tests, scans and registers; write evidence.json and the report.

    Ends with 0, with 1 where a proof failed, a source could not be asked or the catalogue doesn't fit (with --strict:
    where a proof is missing too), with 3 where the stack can't be read.
    """
    from rich.console import Console

    from controls.judgement import judge
    from scripts.evidence import gathering, report, table, trestle

    console = Console(stderr=True)
    held, found = gathering.knowledge()
    with console.status("") as status:
        evidence = gathering.gather(stack, held, found, lambda what: status.update(f"Evidence: {what.lower()}"))
    now = datetime.now(UTC)
    outcomes = judge(held, found, evidence, now)
    folder = gathering.reports() / stack
    written = report.write(folder, held, found, evidence, outcomes, now)
    if as_json:
        print(json.dumps(table.as_json(held, outcomes), indent=1))
    else:
        table.show(Console(), held, outcomes)
    for problem in evidence.problems:
        console.print(f"[red]problem:[/] {problem}", highlight=False, soft_wrap=True)
    for path in written:
        console.print(str(path), highlight=False, soft_wrap=True)
    for said in trestle.validate(folder / report.OSCAL) if validate else ():
        console.print(said, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if evidence.problems else table.exit_code(held, outcomes, strict=strict))


@app.command()
def check() -> None:
    """Hold the catalogue against the repository: unknown ids, commitments that nothing serves, proofs that are gone."""
    from controls import catalogue
    from scripts.evidence.gathering import knowledge

    held, found = knowledge()
    if wrong := catalogue.check(held, found):
        print("\n".join(wrong))
        raise typer.Exit(1)
    print(f"{len(held.commitments)} commitments, served by {len(found.all)} components, rules, drills and the like.")


@app.command()
def links(
    commitment: Annotated[str | None, typer.Argument(help="A commitment's id. Default: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """What says that it serves a commitment, found in the repository's files."""
    from scripts.evidence.gathering import knowledge

    held, found = knowledge()
    if commitment and commitment not in held.ids:
        raise UserError(f"Commitment {commitment!r} is not known; allowed are {', '.join(sorted(held.ids))}.")
    chosen = {each.id: found.serving(each.id) for each in held if commitment in (None, each.id)}
    if as_json:
        plain = {id: [{"kind": x.kind, "name": x.name, "path": x.path} for x in all] for id, all in chosen.items()}
        print(json.dumps(plain, indent=1))
        return
    for id, all in chosen.items():
        print(f"{id}  {held[id].promise}")
        for link in all:
            print(f"    {link.kind:<10} {link.name}  ({link.path})")


@app.command("scan-code")
def scan_code(
    out: Annotated[Path, typer.Option(help="The folder for the reports.")] = Path("reports/scans"),
) -> None:
    """Scan our own code for security and quality; write SARIF."""
    from scripts.evidence.code import scan

    file, errors = scan(out)
    print(f"{file}: {errors} errors")
    raise typer.Exit(1 if errors else 0)


@app.command("scan-dependencies")
def scan_dependencies(
    out: Annotated[Path, typer.Option(help="The folder for the reports.")] = Path("reports/scans"),
) -> None:
    """Ask OSV (or the server that CORDON_OSV names) about each locked version; write SARIF.

    Ends with 0, with 1 where one is vulnerable and no exception covers it, with 3 where not all could be asked about.
    """
    from scripts.evidence.dependencies import scan

    file, asked, errors = scan(out)
    print(f"{file}: {asked} locked versions, {errors} known vulnerabilities")
    raise typer.Exit(1 if errors else 0)
