"""Command-line tools that can't share our environment: each in a locked one of its own, in the cache."""

import hashlib
import subprocess
from pathlib import Path

from local.home import CLONE, cache
from local.setup_error import SetupError


def path(tool: str) -> Path:
    """The environment of `requirements/<tool>.txt`; its programs are in `bin/`, whether or not it is installed yet."""
    return cache() / tool


def install(tool: str) -> Path:
    """Install `requirements/<tool>.txt` unless that very lock is installed. Raises SetupError with pip's last line."""
    lock = CLONE / "requirements" / f"{tool}.txt"
    content = hashlib.sha256(lock.read_bytes()).hexdigest()
    target = path(tool)
    stamp = target / "cordon.lock"
    if stamp.exists() and stamp.read_text() == content:
        return target
    uv = next(cache().glob("uv-*/bin/uv"), Path("uv"))
    python = target / "bin/python"
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", CLONE / ".venv/bin/python", target],
        [uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", "--compile-bytecode", lock],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetupError(f"{tool}: could not be installed: {' '.join(done.stderr.strip().splitlines()[-1:])}")
    stamp.write_text(content)
    return target
