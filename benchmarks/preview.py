"""`pulumi preview` and `up` of the estate beside their floor, on the same engine, host, provider and control plane.

The floor is its resources as bare `CustomResource`s: types, names, inputs and order taken from the estate's own
state; no SDK, no components, no outputs to wait for. "plain" is the estate with azure-native's aliases left in. Each
variant has a control plane of its own, in rehearsal; the rounds are interleaved.

    python benchmarks/preview.py [ROUNDS]
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from benchmarks.shared.floor import bare
from local import lifecycle, stack
from local.home import CLONE, Home
from local.provider.connection import connect
from local.rehearsal.identity import assume, identity

ROUNDS = 5
STACK = "local"
ESTATE = f"import runpy\nrunpy.run_path({str(CLONE / 'stacks')!r}, run_name='__main__')\n"
WITH_ALIASES = "import components.base\ncomponents.base.without_aliases = lambda args: None\n" + ESTATE
BARE = """
import json, pathlib, pulumi
made = []
for one in json.loads(pathlib.Path("resources.json").read_text()):
    options = pulumi.ResourceOptions(depends_on=[made[index] for index in one["after"]])
    made.append(pulumi.CustomResource(one["type"], f"r{len(made)}", one["inputs"], options))
"""
MODULES = "authorization cdn dataprotection dbforpostgresql frontdoor keyvault monitor network operationalinsights"
MODULES += " privatedns resources storage"
IMPORT = (
    "import time; start = time.process_time()\nimport pulumi_azure_native as sdk\n"
    f"for name in {MODULES.split()!r}: getattr(sdk, name)._enums\n"  # modules load when something is asked of them
    "print(time.process_time() - start)"
)


@dataclass
class Variant:
    """One way of writing the estate, in a home of its own."""

    name: str
    program: str
    pack: bool = False
    home: Home | None = field(default=None, init=False)
    variables: dict[str, str] = field(default_factory=dict, init=False)
    up: float = field(default=0, init=False)
    fresh: list[float] = field(default_factory=list, init=False)
    unchanged: list[float] = field(default_factory=list, init=False)

    def open(self, folder: Path) -> None:
        self.home = Home(folder / self.name.replace(" ", "-"))
        self.home.root.mkdir(mode=0o755)
        assume(self.home, identity(CLONE / stack.stack_file(STACK), STACK))  # the same ids everywhere
        lifecycle.start(self.home, rehearsal=True)
        stack.prepare(self.home)
        self.variables = lifecycle.variables(self.home, STACK)
        stack.create_stack(self.home, STACK, self.variables)
        if not self.pack:
            del self.variables["PULUMI_OPTION_POLICY_PACK"]
        runtime = {"name": "python", "options": {"virtualenv": str(CLONE / ".venv")}}
        self.folder.mkdir()
        (self.folder / "Pulumi.yaml").write_text(yaml.safe_dump({"name": "cordon", "runtime": runtime}))
        (self.folder / "__main__.py").write_text(self.program)

    @property
    def folder(self) -> Path:
        assert self.home
        return self.home.root / "program"

    def pulumi(self, *arguments: str) -> str:
        assert self.home
        command = [str(stack.binary(self.home)), *arguments, "--stack", STACK, "--non-interactive"]
        done = subprocess.run(command, cwd=self.folder, env=self.variables, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{self.name}: pulumi {' '.join(arguments)}: {done.stdout[-3000:]}{done.stderr[-1000:]}")
        return done.stdout

    def timed(self, *arguments: str) -> float:
        started = time.monotonic()
        self.pulumi(*arguments)
        return time.monotonic() - started

    @property
    def port(self) -> str:
        """What differs from home to home in the estate's inputs."""
        return connect({}, self.variables).endpoint.rpartition(":")[2]

    def deployed(self) -> list[dict[str, Any]]:
        return bare(json.loads(self.pulumi("stack", "export", "--show-secrets"))["deployment"]["resources"])

    def close(self) -> None:
        if self.home:
            lifecycle.remove(self.home)


def main(rounds: int) -> None:
    source = Variant("source", ESTATE)
    floor, ours, plain = Variant("floor", BARE), Variant("ours", ESTATE), Variant("plain", WITH_ALIASES)
    variants = [floor, ours, plain, Variant("ours, policies in force", ESTATE, pack=True)]
    with tempfile.TemporaryDirectory(prefix="cordon-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        try:
            for each in (source, *variants):
                each.open(folder)
            source.pulumi("up", "--yes", "--skip-preview")
            resources = source.deployed()
            (floor.folder / "resources.json").write_text(json.dumps(resources).replace(source.port, floor.port))
            source.close()
            for _ in range(rounds):
                for each in variants:
                    each.fresh.append(each.timed("preview"))
            for each in variants:
                each.up = each.timed("up", "--yes", "--skip-preview")
            for _ in range(rounds):
                for each in variants:
                    each.unchanged.append(each.timed("preview", "--expect-no-changes"))
        finally:
            for each in (source, *variants):
                each.close()
    console = Console()
    console.print(results(variants, floor, len(resources), rounds))
    console.print(imports())


def results(variants: list[Variant], floor: Variant, count: int, rounds: int) -> Table:
    title = f"{count} azure-native resources, seconds: preview median of {rounds} rounds (beside the floor), up once"
    table = Table("", "new stack", "", "nothing to change", "", "up", title=title, title_justify="left")
    for each in variants:
        cells = [each.name]
        for own, least in ((each.fresh, floor.fresh), (each.unchanged, floor.unchanged)):
            middle, lowest = statistics.median(own), statistics.median(least)
            cells += [f"{middle:.2f}", f"{middle / lowest:.2f}"]
        table.add_row(*cells, f"{each.up:.1f}")
    return table


def imports() -> Table:
    """CPU seconds to import what the estate uses of azure-native, compiled beforehand (as `make up` does) and not."""
    table = Table("import of the SDK", "CPU s", title_justify="left")
    with tempfile.TemporaryDirectory() as empty:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        cold = {**kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": empty}
        for label, environment in (("compiled", kept), ("not compiled", cold)):
            done = subprocess.run(
                [sys.executable, "-c", IMPORT], env=environment, capture_output=True, text=True, check=True
            )
            table.add_row(label, f"{float(done.stdout):.2f}")
    return table


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
