"""The rehearsal itself: a control plane in a home of its own, the real engine and program, then the judgement."""

from pathlib import Path
from typing import Any

from local import lifecycle, stack
from local.home import CLONE, Home
from local.progress import Steps
from local.provider.connection import connect
from local.rehearsal import against as compare
from local.rehearsal.identity import assume, identity
from local.rehearsal.private import private_home
from local.rehearsal.record import Record
from local.setup_error import SetupError
from local.up import check_settings, deploy

Report = dict[str, Any]


def rehearse(name: str, steps: Steps, folder: Path, against: Path | None = None) -> Report:
    """Brings the stack up, judges it, writes `folder`, removes everything else. SetupError says what is wrong."""
    settings = CLONE / stack.stack_file(name)
    if not settings.exists():
        known = sorted(file.name.split(".")[1] for file in CLONE.glob("Pulumi.*.yaml"))
        raise SetupError(f"stack {name!r} has no {settings.name}; allowed are {', '.join(known)}.")
    check_settings(name)
    saved = compare.read_state(against, name) if against else None
    with private_home(name) as home:
        with steps.step(f"Control plane, as {name}'s subscription"):
            variables = open_stack(home, name)
        deploy(home, variables, steps, name)
        state, open_state = (
            stack.run(home, ["stack", "export", "--stack", name, *more], variables) for more in ([], ["--show-secrets"])
        )
        wire = sent(variables)
        changes = None
        if saved:
            with steps.step(f"Changes against {against}"):
                changes = compare.changes(home, name, variables, saved)
        with steps.step("Policies and checkov over the bodies sent"):
            judged = home.root / "judged.json"  # goes with the home: what is kept has no secret in plain text
            judged.write_text(open_state)
            return Record(folder).write(state, judged, wire, changes)


def open_stack(home: Home, name: str) -> dict[str, str]:
    """Start the control plane and make the stack; the variables by which the engine finds both.

    Without the policy pack: a rehearsal lists every finding, where the pack would stop at the first.
    """
    assume(home, identity(CLONE / stack.stack_file(name), name))
    lifecycle.start(home, rehearsal=True)
    variables = lifecycle.variables(home, name)
    del variables["PULUMI_OPTION_POLICY_PACK"]
    variables["PULUMI_SKIP_CHECKPOINTS"] = "true"  # a state after every step is most of the time, for no one
    stack.prepare(home)
    stack.create_stack(home, name, variables)
    return variables


def sent(variables: dict[str, str]) -> list[dict[str, Any]]:
    """The bodies that the control plane accepted, in order, without secrets."""
    plane = connect({}, variables)
    try:
        answer = plane.http.get("/local/wire", headers={"Authorization": f"Bearer {plane.token()}"})
        answer.raise_for_status()
        return answer.json()
    finally:
        plane.close()
