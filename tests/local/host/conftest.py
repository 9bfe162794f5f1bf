"""Programs and packs on the real engine: the provider's workbench serves the host's tests too."""

from tests.local.provider.conftest import bench, plane

__all__ = ["bench", "plane"]
