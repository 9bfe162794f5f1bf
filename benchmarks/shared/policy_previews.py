"""A preview of rehearsed prod under one pack and another, taking turns on one control plane."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from local import stack
from local.home import CLONE, Home
from local.rehearsal.private import private_home
from local.rehearsal.run import open_stack

STACK = "prod"


def previews(packs: Mapping[str, Path], turns: int) -> dict[str, tuple[float, float]]:
    """By pack the best seconds of wall, and of CPU: the engine's and all that it waited for."""
    best: dict[str, tuple[float, float]] = {}
    with private_home(STACK) as home:
        variables = open_stack(home, STACK)
        _preview(home, variables, next(iter(packs.values())))  # the first compiles and fills caches
        for turn in range(turns):
            for name in list(packs)[:: -1 if turn % 2 else 1]:
                wall, used = _preview(home, variables, packs[name])
                known = best.get(name, (wall, used))
                best[name] = (min(wall, known[0]), min(used, known[1]))
    return best


def _preview(home: Home, variables: dict[str, str], pack: Path) -> tuple[float, float]:
    stack.bring_settings(home, STACK)
    before, began = os.times(), time.perf_counter()
    command = [str(stack.binary(home)), "preview", "--stack", STACK, "--non-interactive", "--policy-pack", str(pack)]
    done = subprocess.run(command, env=variables, cwd=CLONE, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        sys.exit(f"The preview ended with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, used
