"""The policy rules, held against the state by the pack itself: a program of its own, which nothing here imports."""

import json
import subprocess
import sys

from controls.evidence import RuleRun
from scripts.errors import UserError
from scripts.estate import CLONE, COULD_NOT_VERIFY
from scripts.evidence.state import State


def gather(state: State) -> list[RuleRun]:
    """Every rule. UserError where the pack could not run."""
    return [RuleRun.model_validate(each) for each in json.loads(_run(state, "policies.coverage", "-"))]


def _run(state: State, *arguments: str) -> str:
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=CLONE, input=json.dumps(state), capture_output=True, text=True, check=False)
    if not done.stdout.startswith(("[", "{")):
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise UserError(f"The policy pack could not run: {reason}", exit_code=COULD_NOT_VERIFY)
    return done.stdout
