"""`cordon drill`: run restore drills, look at their evidence, clean up after those that died."""

from __future__ import annotations

import json
import secrets
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from scripts.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from scripts.drills.evidence import Evidence

app = typer.Typer(help="Restore drills: proven against a signed manifest, timed, and cleaned up.", no_args_is_help=True)

Stack = Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack whose environment is meant.")]


@app.command()
def run(
    scenario: Annotated[
        list[str] | None, typer.Option(help="One scenario; repeat for several. Default: both restores.")
    ] = None,
    stack: Stack = "local",
    seed: Annotated[str | None, typer.Option(help="Draws the recovery point; the same seed draws the same.")] = None,
    target_region: Annotated[str | None, typer.Option(help="Where the geo-restore goes. Default: the pair.")] = None,
    canaries: Annotated[int, typer.Option(min=5, help="Seconds of canaries between manifest and disaster.")] = 20,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the evidence on standard output.")] = False,
) -> None:
    """Lose data on purpose, restore it from backup, and prove that it is all there.

    Ends with 0 pass, 1 backup or data bad, 2 target missed, 3 could not verify, 4 refused, 5 clean-up incomplete.
    """
    from rich.console import Console

    from scripts.azure import Azure
    from scripts.drills import runner
    from scripts.drills.drill import Drill, new_id, reports
    from scripts.drills.exit_codes import Exit
    from scripts.drills.journal import Journal
    from scripts.estate import load

    chosen, estate = choose(scenario), load(stack)
    azure, console = Azure(estate.subscription), Console(stderr=True)
    signal.signal(signal.SIGTERM, _interrupt)
    with runner.alone():
        name = new_id()
        settle = runner.settle_for(chosen, estate)
        if dry_run:
            _plan(Drill(name, estate, azure, None, seed or "…", target_region, canaries, settle), chosen)  # ty: ignore
            return
        if dirty := _try_clean(runner, estate, azure, console):
            raise UserError(
                f"Clean-up after drill {dirty[0]} is incomplete; see above.", exit_code=Exit.CLEAN_UP_INCOMPLETE
            )
        journal = Journal(reports() / name)
        drill = Drill(name, estate, azure, journal, seed or secrets.token_hex(4), target_region, canaries, settle)
        sealed = _sealed(runner.Runner(drill, chosen, console).run, name, console)
    _end(sealed, drill.folder, console, as_json)


@app.command()
def resume(
    drill: Annotated[str | None, typer.Argument(help="The dead drill's id. Default: the newest one.")] = None,
    stack: Stack = "local",
    as_json: Annotated[bool, typer.Option("--json", help="Print the evidence on standard output.")] = False,
) -> None:
    """Go on with a drill whose process died, from its journal; what can't be gone on with is cleaned up and begun anew.

    A copy that was restored is not restored again. The outage counts as recovery time.
    """
    from rich.console import Console

    from scripts.azure import Azure
    from scripts.drills import evidence, resumption, runner
    from scripts.drills.scenario import scenarios
    from scripts.estate import load

    estate, console = load(stack), Console(stderr=True)
    signal.signal(signal.SIGTERM, _interrupt)
    with runner.alone():
        dead = resumption.dead(estate, Azure(estate.subscription), drill)
        chosen = resumption.scenarios_of(dead, scenarios())
        reason = resumption.why_not(dead, chosen)
        if (dead.folder / evidence.ENVELOPE).exists():  # the verdict stands; the end alone is missing
            _try_clean(runner, estate, dead.azure, console)
            _end(evidence.load(dead.folder), dead.folder, console, as_json)
        if not reason:
            dead.settle = runner.settle_for(chosen, estate)
            sealed = _sealed(runner.Runner(dead, chosen, console).resume, dead.id, console)
            _end(sealed, dead.folder, console, as_json)
    console.print(
        f"Drill {dead.id} can't be gone on with: {reason}. It is cleaned up, and begun anew with its seed.",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
    names = [one.name for one in chosen]
    run(names, stack, dead.seed, dead.target_region, dead.canary_seconds, False, as_json)


def _sealed(work: Callable[[], Evidence], drill: str, console: Console) -> Evidence:
    """A drill's evidence, or the exit code of what kept it from having any."""
    from scripts.drills.exit_codes import Exit

    try:
        return work()
    except KeyboardInterrupt:
        raise UserError(
            f"Interrupted while cleaning up; `cordon drill clean` goes on from the journal of {drill}.",
            exit_code=Exit.CLEAN_UP_INCOMPLETE,
        ) from None
    except Exception:  # a mistake of ours is no verdict on the backup
        console.print_exception()
        raise typer.Exit(Exit.COULD_NOT_VERIFY) from None


def _end(sealed: Evidence, folder: Path, console: Console, as_json: bool) -> NoReturn:
    if as_json:
        print(json.dumps(sealed.model_dump(mode="json"), indent=1))
    _tell(console, sealed, folder)
    raise typer.Exit(sealed.exit)


@app.command()
def clean(stack: Stack = "local") -> None:
    """Remove what dead runs left: only what their journals name and what carries their mark."""
    from rich.console import Console

    from scripts.azure import Azure
    from scripts.drills import runner
    from scripts.drills.exit_codes import Exit
    from scripts.estate import load

    estate = load(stack)
    with runner.alone():
        dirty = runner.clean_dead_runs(estate, Azure(estate.subscription), Console(stderr=True))
    if dirty:
        raise typer.Exit(Exit.CLEAN_UP_INCOMPLETE)
    print("Nothing of a drill is left.")


@app.command("all")
def run_all(
    stack: Stack = "local",
    seed: Annotated[str | None, typer.Option(help="Draws the recovery points; the same seed draws the same.")] = None,
    canaries: Annotated[int, typer.Option(min=5, help="Seconds of canaries between manifest and disaster.")] = 10,
    only_due: Annotated[bool, typer.Option("--only-due", help="Leave out what has passed within its cadence.")] = False,
) -> None:
    """Run every scenario, each as a drill of its own, then write the page over all runs. Ends with the worst code."""
    from rich.console import Console

    from scripts.drills.exit_codes import Exit, worst
    from scripts.drills.scenario import scenarios

    names = [one.scenario for one in _standing(stack) if one.state != "kept"] if only_due else list(scenarios())
    codes = []
    for number, name in enumerate(names, start=1):
        Console(stderr=True).rule(f"{name} ({number} of {len(names)})", align="left")
        try:
            run([name], stack, seed, None, canaries, False, False)
        except typer.Exit as ended:
            codes.append(Exit(ended.exit_code))
            if ended.exit_code == Exit.CLEAN_UP_INCOMPLETE:
                break  # what is left would spoil the next one
    overview(stack)
    raise typer.Exit(worst(codes) if codes else 0)


@app.command()
def overview(stack: Stack = "local") -> None:
    """Write the page over all runs, with its signed data: trends, schedule, coverage."""
    from datetime import UTC, datetime

    from scripts.azure import Azure
    from scripts.drills import history, overview, schedule
    from scripts.drills.drill import reports
    from scripts.drills.scenario import scenarios
    from scripts.estate import load

    estate, now = load(stack), datetime.now(UTC)
    known = list(scenarios().values())
    runs = history.on_disk(reports(), estate.subscription)
    data = overview.document(estate.environment, known, runs, schedule.due(known, runs, now), now)
    print(overview.write(Azure(estate.subscription), estate, reports(), data))


@app.command()
def schedule(stack: Stack = "local", as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Say which drills are in time, due and missed; sign and store that one was missed, and end with 3 for it."""
    from scripts.azure import Azure
    from scripts.drills import history, schedule
    from scripts.drills.exit_codes import Exit
    from scripts.estate import load

    found = _standing(stack)
    if as_json:
        print(json.dumps([vars(one) | {"cadence": one.cadence.days} for one in found], default=str, indent=1))
    else:
        for one in found:
            last = f"passed {one.last:%Y-%m-%d}" if one.last else "has never passed"
            print(f"{one.state:<7} {one.scenario:<22} every {one.cadence.days} days, {last}")
    late = schedule.missed(found)
    if late:
        estate = load(stack)
        azure = Azure(estate.subscription)
        container = azure.blobs(estate.home.storage.blob_url).get_container_client(estate.home.storage.evidence)
        runs = history.in_container(container, estate.subscription)
        for one in late:
            schedule.record(azure, estate, container, one, runs[-1] if runs else None)
            print(schedule.alarm(one, estate.environment), file=sys.stderr)
        raise typer.Exit(Exit.COULD_NOT_VERIFY)


def _standing(stack: str) -> list[Any]:
    """Where every scenario stands, by the evidence in the environment's container."""
    from datetime import UTC, datetime

    from scripts.azure import Azure
    from scripts.drills import history, schedule
    from scripts.drills.scenario import scenarios
    from scripts.estate import load

    estate = load(stack)
    azure = Azure(estate.subscription)
    container = azure.blobs(estate.home.storage.blob_url).get_container_client(estate.home.storage.evidence)
    return schedule.due(scenarios().values(), history.in_container(container, estate.subscription), datetime.now(UTC))


@app.command("list")
def list_runs(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """All drills with evidence on this machine."""
    from scripts.drills import evidence
    from scripts.drills.drill import reports
    from scripts.drills.page import duration

    found = [evidence.load(path.parent) for path in sorted(reports().glob(f"*/{evidence.EVIDENCE}"))]
    if as_json:
        print(json.dumps([{"drill": e.drill, "exit": e.exit, "verdict": e.verdict} for e in found], indent=1))
        return
    for e in found:
        measured = ", ".join(
            f"{r.scenario} RPO {duration(r.rpo.measured)} RTO {duration(r.rto.measured)}" for r in e.results
        )
        print(f"{e.drill}  {e.exit} {e.verdict:<20} {measured}")


@app.command()
def verify(
    drill: Annotated[str, typer.Argument(help="A drill's id, a folder with its evidence, or one with all drills.")],
    key: Annotated[str | None, typer.Option(help="Thumbprint (RFC 7638) of the key that must have signed.")] = None,
) -> None:
    """Check a drill's evidence offline: canonical form, signature, hashes, journal."""
    from scripts.drills import verifier
    from scripts.drills.drill import reports

    folder = Path(drill) if Path(drill).is_dir() else reports() / drill
    try:
        single = (folder / verifier.EVIDENCE).exists() or not folder.is_dir()
        for line in [verifier.check(folder, key)] if single else verifier.check_all(folder, key):
            print(line)
    except (OSError, ValueError) as error:
        raise UserError(f"{folder} is not proven: {error}.") from None


@app.command()
def oscal(stack: Stack = "local") -> None:
    """Print all runs as OSCAL assessment results."""
    from scripts.drills import history, oscal
    from scripts.drills.drill import reports
    from scripts.estate import load

    estate = load(stack)
    try:
        told = oscal.document(history.on_disk(reports(), estate.subscription), f"Drills of {estate.environment}")
    except ValueError as error:
        raise UserError(f"{reports()}: {error}.") from None
    print(json.dumps(told, indent=1))


@app.command()
def scenarios(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """What can be drilled: each scenario with its cadence and its targets."""
    from scripts.drills.page import duration
    from scripts.drills.scenario import scenarios

    known = scenarios().values()
    if as_json:
        rows = [
            {"name": one.name, "title": one.title, "serves": one.serves, "cadenceDays": one.cadence.value.days,
             "rpo": one.rpo.total_seconds(), "rto": one.rto.total_seconds(), "stores": one.stores}
            for one in known
        ]  # fmt: skip
        print(json.dumps(rows, indent=1))
        return
    for one in known:
        targets = f"RPO {duration(one.rpo.total_seconds())}, RTO {duration(one.rto.total_seconds())}"
        print(f"{one.name:<22} every {one.cadence.value.days:>2} days  {targets:<26} {one.title}")


@app.command()
def schema() -> None:
    """Print the JSON schema of the evidence."""
    from scripts.drills import evidence

    print(json.dumps(evidence.schema(), indent=1))


def choose(names: list[str] | None) -> list[Any]:
    """The scenarios of these names, in the order of their damage."""
    from scripts.drills.scenario import scenarios

    known = scenarios()
    if unknown := [name for name in names or [] if name not in known]:
        raise UserError(f"Scenario {unknown[0]!r} is not known; allowed are {', '.join(known)}.", exit_code=4)
    return [one for name, one in known.items() if (name in names if names else one.by_default)]


def _plan(drill: Any, chosen: list[Any]) -> None:
    from scripts.drills import preflight
    from scripts.drills.exit_codes import RefusedError

    try:
        preflight.refuse(drill, chosen)
    except RefusedError as error:
        raise UserError(str(error), exit_code=error.exit) from None
    print(f"Drill of environment {drill.estate.environment}, seed {drill.seed}:")
    for scenario in chosen:
        print(f"  {scenario.title}\n" + "\n".join(f"    - {line}" for line in scenario.plan(drill)))


def _try_clean(runner: Any, estate: Any, azure: Any, console: Any) -> list[str]:
    from azure.core.exceptions import AzureError

    from scripts.drills.exit_codes import Exit, sentence

    try:
        return runner.clean_dead_runs(estate, azure, console)
    except AzureError as error:
        raise UserError(f"Azure could not be asked: {sentence(error)}", exit_code=Exit.COULD_NOT_VERIFY) from None


def _tell(console: Any, sealed: Any, folder: Path) -> None:
    tone = "green" if sealed.exit == 0 else "red"
    console.print(
        f"\n[bold {tone}]{sealed.verdict}[/] ({sealed.exit}): {sealed.sentence}", highlight=False, soft_wrap=True
    )
    for problem in [*sealed.problems, *(p for result in sealed.results for p in result.problems)]:
        console.print(f"  {problem}", highlight=False, soft_wrap=True, markup=False)
    for result in sealed.results:
        for check in result.checks:
            if check.status != "pass":
                console.print(
                    f"  {result.scenario}/{check.name}: {check.status}: {check.sentence}",
                    highlight=False,
                    soft_wrap=True,
                    markup=False,
                )
    console.print(f"  {folder / 'index.html'}", highlight=False, soft_wrap=True)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
