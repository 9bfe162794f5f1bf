"""Which interpreter runs a program, and what is installed beside it."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NoEnvironmentError(Exception):
    """The virtual environment that a project names isn't there."""


@dataclass(frozen=True)
class PluginPackage:
    """An installed SDK that needs a resource plugin."""

    name: str
    version: str
    server: str = ""


@dataclass(frozen=True)
class Environment:
    python: Path
    site_packages: tuple[Path, ...]

    def plugins(self) -> Iterator[PluginPackage]:
        """Each SDK says in `pulumi-plugin.json` whether it needs a plugin, and which."""
        for site in self.site_packages:
            for file in sorted(site.glob("*/pulumi-plugin.json")):
                facts = json.loads(file.read_text())
                if facts.get("resource"):
                    name = facts.get("name") or file.parent.name.removeprefix("pulumi_").replace("_", "-")
                    yield PluginPackage(name, str(facts.get("version", "")).removeprefix("v"), facts.get("server", ""))

    def installed(self) -> dict[str, str]:
        """Name -> version of every distribution."""
        found = importlib.metadata.distributions(path=[str(site) for site in self.site_packages])
        return {each.metadata["Name"]: each.version for each in found}


def environment(root: str, options: Mapping[str, Any]) -> Environment:
    """That of runtime option `virtualenv` (relative to Pulumi.yaml), else the host's own."""
    chosen = options.get("virtualenv")
    if not chosen:
        return Environment(Path(sys.executable), tuple(p for p in map(Path, sys.path) if p.name.endswith("-packages")))
    folder = Path(root) / str(chosen)
    python = folder / "bin" / "python"
    if not python.exists():
        raise NoEnvironmentError(f"runtime option `virtualenv` names {str(chosen)!r}, but {python} does not exist.")
    return Environment(python, tuple(sorted(folder.glob("lib/python3*/site-packages"))))
