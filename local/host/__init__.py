"""The language host for Python programs and policy packs: used only beside the Pulumi engine that we built."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]


def launcher(module: str) -> str:
    """A shell script that runs `module.main` of this clone with this interpreter.

    The clone goes on the path by code: PYTHONPATH would be handed down to the user's program.
    """
    code = f"import sys; sys.path.insert(0, {str(CLONE)!r}); from {module} import main; main()"
    return f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(code)} "$@"\n'


def write_launcher(path: Path, module: str) -> Path:
    """Write it whole or not at all: an engine may be starting it right now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = launcher(module)
    if path.is_file() and path.read_text() == text:
        return path
    partial = path.with_name(f".{path.name}.new")
    partial.write_text(text)
    partial.chmod(0o755)
    return partial.replace(path)


def install(bin_dir: Path) -> Path:
    """Put the host beside the `pulumi` binary, where the engine looks first. Idempotent."""
    return write_launcher(bin_dir / "pulumi-language-python", "local.host.__main__")
