"""`cordon edge`: which region serves first, and how strict the firewall is."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.session import AsJson, DryRun, Stack, opened, tell

app = typer.Typer(help="The edge: order of regions, the firewall under attack.", no_args_is_help=True)

Region = Annotated[str, typer.Argument(help="The region's name.")]
Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN", help="What is tightened by a run is relaxed by it.")]


@app.command()
def origins(stack: Stack = "local", as_json: AsJson = False) -> None:
    """The regions and their priorities, as Azure has them."""
    from scripts.edge import origins as regions

    with opened(stack) as session:
        tell(regions.priorities(session), as_json)


@app.command()
def first(stack: Stack = "local") -> None:
    """Print the region that serves."""
    from scripts.edge import origins as regions

    with opened(stack) as session:
        print(regions.ranked(session)[0])


@app.command()
def other(stack: Stack = "local") -> None:
    """Print the region that would take over."""
    from scripts.edge import origins as regions

    with opened(stack) as session:
        print(regions.ranked(session)[1])


@app.command()
def prefer(region: Region, stack: Stack = "local", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Put one region first."""
    from scripts.edge import origins as regions

    with opened(stack) as session:
        tell(regions.priorities(session) if dry_run else regions.prefer(session, region), as_json)


@app.command()
def check(region: Region, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that this region comes first."""
    from scripts.edge import origins as regions

    with opened(stack) as session:
        tell(regions.check(session, region), as_json)


@app.command()
def approve(stack: Stack = "local", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Approve the private links that Front Door asks of what lies behind it; needed once after a deployment."""
    from scripts.edge import links

    with opened(stack) as session:
        facts = {f"{link.target}/{link.name}": link.status for link in links.links(session)} if dry_run else None
        tell(facts if facts is not None else links.approve(session), as_json)


@app.command("check-links")
def check_links(stack: Stack = "local", as_json: AsJson = False) -> None:
    """End with 0 only if the edge reaches everything behind it."""
    from scripts.edge import links

    with opened(stack) as session:
        tell(links.check(session), as_json)


@app.command()
def firewall(stack: Stack = "local", as_json: AsJson = False) -> None:
    """Mode, limits and blocked addresses."""
    from scripts.edge import firewall as waf

    with opened(stack) as session:
        tell(waf.limits(session), as_json)


@app.command()
def tighten(
    run: Run,
    factor: Annotated[int, typer.Option(help="Every limit is divided by this.")] = 10,
    block: Annotated[list[str] | None, typer.Option(help="An address or network; repeat for several.")] = None,
    stack: Stack = "local",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Lower the limits and block addresses; what it was is kept first."""
    from scripts.edge import firewall as waf

    with opened(stack) as session:
        tell(waf.limits(session) if dry_run else waf.tighten(session, run, factor, block or []), as_json)


@app.command()
def relax(run: Run, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Put back what there was before the tightening."""
    from scripts.edge import firewall as waf

    with opened(stack) as session:
        tell(waf.relax(session, run), as_json)


@app.command("check-firewall")
def check_firewall(
    run: Run,
    tight: Annotated[bool, typer.Option("--tight/--relaxed", help="What it must be.")],
    stack: Stack = "local",
    as_json: AsJson = False,
) -> None:
    """Prove that the limits are tight, or are what they were."""
    from scripts.edge import firewall as waf

    with opened(stack) as session:
        tell(waf.check(session, run, tight=tight), as_json)
