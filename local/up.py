"""The main job: the whole estate on this machine, or what is missing of it."""

import subprocess
import sys
from pathlib import Path

from pulumi import automation
from pulumi.automation import events
from rich.markup import escape

from local import lifecycle, stack
from local.home import CLONE, Home
from local.progress import Report, Steps
from local.setup_error import SetupError

STACK = "local"
CANCELED = "context canceled"  # as gRPC words it


def check_settings(name: str) -> None:
    """Refuse settings that don't hold, in one sentence, before anything is started or touched."""
    done = subprocess.run(
        [sys.executable, "-m", "stacks.settings", str(CLONE / stack.stack_file(name))],
        capture_output=True,
        text=True,
        cwd=CLONE,
        check=False,
    )
    if done.returncode:
        raise SetupError((done.stderr or done.stdout).strip())


def up(home: Home, steps: Steps, *, rehearsal: bool = False) -> automation.UpResult:
    """Bring the local stack up. Raises SetupError, in one sentence, for what its owner can mend."""
    check_settings(STACK)
    with steps.step("Control plane"):
        lifecycle.start(home, rehearsal=rehearsal)
        variables = lifecycle.variables(home, STACK)
        stack.prepare(home)
        stack.create_stack(home, STACK, variables)
    result = deploy(home, variables, steps)
    if not rehearsal:
        with steps.step("Workload: tenants, documents, keys"):
            seed(variables)
    return result


def select(home: Home, name: str, variables: dict[str, str]) -> automation.Stack:
    """The stack of that name in this home, to be driven by Pulumi's automation API."""
    workspace = automation.LocalWorkspace(
        work_dir=str(CLONE),
        pulumi_home=str(home.pulumi),
        env_vars=variables,
        pulumi_command=automation.PulumiCommand(root=str(home.root)),
    )
    return automation.Stack.select(name, workspace)


def deploy(home: Home, variables: dict[str, str], steps: Steps, name: str = STACK) -> automation.UpResult:
    """`pulumi up` with the policy packs in force that `variables` names; first mends what an interrupted one left."""
    stack.recover(home, name, variables)
    estate = select(home, name, variables)
    with steps.step("Estate: pulumi up") as progress:
        counter = Counter(progress)
        try:
            result = estate.up(show_secrets=False, on_event=counter.see, on_output=counter.keep)
        except automation.CommandError as error:
            (home.logs / "up.log").write_text("".join(counter.output))
            raise SetupError("\n".join(dict.fromkeys(counter.errors)) or str(error)) from error
    for message in dict.fromkeys(counter.advice):
        steps.console.print(f"[yellow]advice[/] {escape(message)}", highlight=False, soft_wrap=True)
    return result


class Counter:
    """Counts the engine's events, and keeps its errors and violations."""

    def __init__(self, progress: Report) -> None:
        self.progress = progress
        self.done = self.begun = 0
        self.errors: list[str] = []
        self.advice: list[str] = []
        self.output: list[str] = []

    def see(self, event: events.EngineEvent) -> None:
        if event.resource_pre_event:
            self.begun += 1
        elif event.res_outputs_event:
            self.done += 1
        elif (diagnostic := event.diagnostic_event) and diagnostic.severity == "error":
            if CANCELED not in diagnostic.message:  # what was under way when something else failed: not a reason
                self.errors.append(diagnostic.message.strip())
        elif policy := event.policy_event:
            (self.errors if policy.enforcement_level == "mandatory" else self.advice).append(policy.message.strip())
        self.progress(self.done, self.begun)

    def keep(self, line: str) -> None:
        self.output.append(line)


def seed(variables: dict[str, str]) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "cordon"), "workload", "seed"],
        env=variables,
        cwd=CLONE,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetupError(f"workload: {(done.stderr or done.stdout).strip()}")
