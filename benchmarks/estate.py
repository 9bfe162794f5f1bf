"""Production as it grows: regions and cells, preview and up, beside the floor of the same resources made bare.

The floor is the estate's own resources as bare `CustomResource`s on the same engine, host, provider and control plane:
types, inputs and order out of its state; no SDK, no components. Memory is the sum of each process's own peak: engine,
language host, program, provider. Fresh previews are interleaved; `up` runs once.

    python benchmarks/estate.py [--full] [--rounds N]
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from benchmarks.shared.floor import bare
from local import lifecycle, stack
from local.home import CLONE, Home
from local.rehearsal.run import open_stack
from local.summary import family

STACK = "prod"
SHORT, FULL = ((2, 4), (1, 10)), ((2, 4, 8), (1, 10, 50))
EVERY = 0.1  # seconds between two looks at memory
REGIONS: dict[str, dict[str, Any]] = {
    "northeurope": {"replica": "westeurope"},
    "westeurope": {"replica": "northeurope"},
    "swedencentral": {},
    "francecentral": {},
    "germanywestcentral": {},
    "italynorth": {"geo_redundant": False, "replica": "northeurope"},  # has no pair
    "austriaeast": {"geo_redundant": False, "replica": "northeurope"},
    "germanynorth": {"zone_redundant": False},
}
BARE = """
import json, pathlib, pulumi
made = []
for one in json.loads(pathlib.Path("resources.json").read_text()):
    options = pulumi.ResourceOptions(depends_on=[made[index] for index in one["after"]])
    made.append(pulumi.CustomResource(one["type"], f"r{len(made)}", one["inputs"], options))
"""


@dataclass
class Bench:
    """One program in a home of its own, with what it took: seconds, and MiB at the peak."""

    home: Home
    folder: Path = CLONE
    variables: dict[str, str] = field(default_factory=dict)
    preview: list[float] = field(default_factory=list)
    memory: float = 0
    up: float = 0

    def open(self, config: dict[str, Any]) -> None:
        self.home.root.mkdir(mode=0o755)
        self.variables = open_stack(self.home, STACK)
        self.configure(STACK, config)

    def configure(self, name: str, config: dict[str, Any]) -> None:
        salt = (self.home.root / f"salt.{name}").read_text()
        text = yaml.safe_dump({"config": config, "encryptionsalt": salt})
        (self.home.root / stack.stack_file(name)).write_text(text)

    def bare(self, resources: list[dict[str, Any]], source: "Bench") -> None:
        """Make this the floor: a program of nothing but these resources."""
        self.folder = self.home.root / "program"
        self.folder.mkdir()
        runtime = {"name": "python", "options": {"virtualenv": str(CLONE / ".venv")}}
        (self.folder / "Pulumi.yaml").write_text(yaml.safe_dump({"name": "cordon", "runtime": runtime}))
        (self.folder / "__main__.py").write_text(BARE)
        here, there = (str(lifecycle.describe(each.home)["port"]) for each in (self, source))
        (self.folder / "resources.json").write_text(json.dumps(resources).replace(there, here))

    def run(self, *arguments: str, name: str = STACK) -> float:
        """Seconds of a command of the engine's; notes the memory of all its processes."""
        variables = self.variables | {"PULUMI_OPTION_CONFIG_FILE": str(self.home.root / stack.stack_file(name))}
        command = [str(stack.binary(self.home)), *arguments, "--stack", name, "--non-interactive"]
        log = self.home.root / "bench.log"
        started = time.monotonic()
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=self.folder, env=variables, stdout=out, stderr=out)
            with watched(process.pid) as peaks:
                process.wait()
        took = time.monotonic() - started
        if process.returncode:
            sys.exit(f"pulumi {' '.join(arguments)}: {log.read_text()[-3000:]}")
        self.memory = max(self.memory, sum(peaks.values()) / 1024)
        return took

    def deployed(self) -> list[dict[str, Any]]:
        said = stack.run(self.home, ["stack", "export", "--show-secrets", "--stack", STACK], self.variables)
        return bare(json.loads(said)["deployment"]["resources"])


@contextmanager
def watched(pid: int) -> Generator[dict[int, int]]:
    """KiB at the peak of each process of a family, by process id, as far as they were seen."""
    peaks: dict[int, int] = {}
    done = threading.Event()

    def look() -> None:
        while not done.wait(EVERY):
            for each in family(pid):
                try:
                    lines = Path(f"/proc/{each}/status").read_text().splitlines()
                except OSError:
                    continue
                peak = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
                peaks[each] = max(peak, peaks.get(each, 0))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()


@dataclass(frozen=True)
class Row:
    what: str
    resources: int
    ours: Bench
    floor: Bench
    cell: float | None  # preview of one more cell, in a stack of its own


def production(regions: int, cells: int = 0) -> dict[str, Any]:
    """Production's own settings, with that many regions, and that many cells more in the first."""
    config = yaml.safe_load((CLONE / stack.stack_file(STACK)).read_text())["config"]
    chosen = {name: dict(REGIONS[name]) for name in list(REGIONS)[:regions]}
    chosen["northeurope"]["cells"] = [f"c{number}" for number in range(2, cells + 2)]  # the first is the region's own
    return {**config, "cordon:regions": chosen}


def measure(what: str, config: dict[str, Any], rounds: int, *, cell: bool = False) -> Row:
    with tempfile.TemporaryDirectory(prefix="cordon-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        ours, fresh, floor = (Bench(Home(folder / each)) for each in ("ours", "fresh", "floor"))
        try:
            for each in (ours, fresh, floor):
                each.open(config)
            ours.up = ours.run("up", "--yes", "--skip-preview")
            resources = ours.deployed()
            floor.bare(resources, ours)
            ours.memory = 0  # that of a preview counts
            for _ in range(rounds):
                ours.preview.append(fresh.run("preview"))
                floor.preview.append(floor.run("preview"))
            ours.memory, least = fresh.memory, floor.memory
            floor.up = floor.run("up", "--yes", "--skip-preview")
            floor.memory = least
            return Row(what, len(resources), ours, floor, own_stack(ours, rounds) if cell else None)
        finally:
            for each in (ours, fresh, floor):
                lifecycle.remove(each.home)


def own_stack(bench: Bench, rounds: int) -> float:
    """Seconds of the preview of a cell in a stack of its own, in the environment that `bench` has brought up."""
    stack.create_stack(bench.home, "cell", bench.variables)
    bench.configure("cell", {"cordon:cell": {"environment": STACK, "region": "northeurope", "name": "c99"}})
    return statistics.median(bench.run("preview", name="cell") for _ in range(rounds))


def table(rows: list[Row], title: str) -> Table:
    columns = (
        "",
        "resources",
        "preview s",
        "floor s",
        "ratio",
        "ms each",
        "up s",
        "floor s",
        "ratio",
        "ms each",
        "MiB",
        "floor",
    )
    shown = Table(*columns, title=title, title_justify="left")
    for row in rows:
        mine, least = statistics.median(row.ours.preview), statistics.median(row.floor.preview)
        up, bare = row.ours.up, row.floor.up
        shown.add_row(
            row.what,
            f"{row.resources:,}",
            f"{mine:.1f}",
            f"{least:.1f}",
            f"{mine / least:.2f}",
            f"{1000 * mine / row.resources:.0f}",
            f"{up:.1f}",
            f"{bare:.1f}",
            f"{up / bare:.2f}",
            f"{1000 * up / row.resources:.0f}",
            f"{row.ours.memory:,.0f}",
            f"{row.floor.memory:,.0f}",
        )
    return shown


def main() -> None:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help="8 regions and 50 cells as well: most of an hour")
    parser.add_argument("--rounds", type=int, default=2, help="previews of each; the median counts")
    given = parser.parse_args()
    regions, cells = FULL if given.full else SHORT
    console = Console(width=140)
    grown = [measure(f"{number} regions", production(number), given.rounds) for number in regions]
    console.print(table(grown, "Production with more regions"))
    packed = [measure(f"{number} cells", production(2, number), given.rounds, cell=True) for number in cells]
    console.print(table(packed, "Production, two regions, with more cells in its own stack"))
    alone = Table("cells beside it", "preview s", title="One more cell in a stack of its own", title_justify="left")
    for number, row in zip(cells, packed, strict=True):
        alone.add_row(str(number), f"{row.cell:.1f}")
    console.print(alone)


if __name__ == "__main__":
    main()
