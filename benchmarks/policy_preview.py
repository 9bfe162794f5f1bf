"""What the pack costs where it is felt: a preview of rehearsed prod with all rules, beside the same with an empty pack.

The two take turns in one run, on one plane; wall is what a person waits, CPU the engine's and what it waited for.
Then checkov, on as many resources as it takes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from local import stack, tools
from local.home import CLONE, Home
from local.rehearsal.private import private_home
from local.rehearsal.run import open_stack

STACK = "prod"
TURNS = 3
CHECKOV_SIZES = (100, 1_000)
EMPTY = """
from pulumi_policy import PolicyPack, ResourceValidationPolicy
PolicyPack("empty", [ResourceValidationPolicy("nothing", "Nothing", validate=lambda args, report: None)])
"""


def empty_pack(folder: Path) -> Path:
    pack = folder / "empty"
    pack.mkdir()
    options = {"toolchain": "pip", "virtualenv": str(CLONE / ".venv")}
    (pack / "PulumiPolicy.yaml").write_text(json.dumps({"runtime": {"name": "python", "options": options}}))
    (pack / "__main__.py").write_text(EMPTY)
    return pack


def preview(home: Home, variables: dict[str, str], pack: Path) -> tuple[float, float]:
    """Seconds of wall and of CPU."""
    stack.bring_settings(home, STACK)
    before, began = os.times(), time.perf_counter()
    command = [str(stack.binary(home)), "preview", "--stack", STACK, "--non-interactive", "--policy-pack", str(pack)]
    done = subprocess.run(command, env=variables, cwd=CLONE, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        sys.exit(f"The preview ended with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, used


def previews(console: Console) -> None:
    table = Table("pack", "wall s, best", "CPU s, best", title=f"Preview of {STACK}, {TURNS} turns each")
    best: dict[str, tuple[float, float]] = {}
    with private_home(STACK) as home, tempfile.TemporaryDirectory() as folder:
        variables = open_stack(home, STACK)
        packs = {"empty": empty_pack(Path(folder)), "cordon": CLONE / "policies"}
        preview(home, variables, packs["empty"])  # the first compiles and fills caches
        for _ in range(TURNS):
            for name, path in packs.items():
                wall, used = preview(home, variables, path)
                known = best.get(name, (wall, used))
                best[name] = (min(wall, known[0]), min(used, known[1]))
    for name, (wall, used) in best.items():
        table.add_row(name, f"{wall:.2f}", f"{used:.2f}")
    ratios = [ours / floor for ours, floor in zip(best["cordon"], best["empty"], strict=True)]
    table.add_row("ours / empty", f"{ratios[0]:.3f}", f"{ratios[1]:.3f}")
    console.print(table)


def checkov(console: Console) -> None:
    table = Table("resources", "wall s", title="checkov over an ARM template")
    program = tools.install("scan") / "bin/checkov"
    properties = {"minimumTlsVersion": "TLS1_2", "supportsHttpsTrafficOnly": True}
    for size in CHECKOV_SIZES:
        accounts = [
            {
                "type": "Microsoft.Storage/storageAccounts",
                "apiVersion": "2024-01-01",
                "name": f"st{number}",
                "location": "westeurope",
                "properties": properties,
            }
            for number in range(size)
        ]
        schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"$schema": schema, "contentVersion": "1.0.0.0", "resources": accounts}, file)
            file.flush()
            began = time.perf_counter()
            options = ["--framework", "arm", "--skip-download", "--quiet", "--compact", "-o", "json", "--file"]
            subprocess.run([str(program), *options, file.name], capture_output=True, check=False)
        table.add_row(f"{size:,}", f"{time.perf_counter() - began:.1f}")
    console.print(table)


if __name__ == "__main__":
    previews(Console())
    checkov(Console())
