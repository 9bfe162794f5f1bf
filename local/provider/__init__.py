"""The azure-native provider plugin of the local environment: Pulumi in front, Azure Resource Manager behind."""

from importlib.metadata import version
from pathlib import Path

from local.host import write_launcher


def install(pulumi_home: Path) -> Path:
    """Put the plugin where the engine looks for azure-native, in a PULUMI_HOME of our own. Idempotent."""
    folder = pulumi_home / "plugins" / f"resource-azure-native-v{version('pulumi-azure-native')}"
    return write_launcher(folder / "pulumi-resource-azure-native", "local.provider.__main__")
