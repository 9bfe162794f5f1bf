"""Pulumi's azure-native plugin for the local control plane, and for nothing else."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

PACKAGE = "azure-native"


def plugin_version() -> str:
    """That of the installed SDK: the engine wants the plugin that the SDK was made for."""
    return version("pulumi-azure-native")


def install(pulumi_home: Path) -> Path:
    """Put the plugin into a PULUMI_HOME, where the engine finds it without asking the network. Idempotent."""
    from local.host import write_launcher

    folder = pulumi_home / "plugins" / f"resource-{PACKAGE}-v{plugin_version()}"
    return write_launcher(folder / f"pulumi-resource-{PACKAGE}", "local.provider.__main__")
