"""How large the data tier of a region is, and of each cell in it: as the environment's settings say."""

from datetime import timedelta

from components.data_tier import Sizes
from stacks.settings import Settings


def sizes(settings: Settings, region: str) -> Sizes:
    """The data tier of a region, and of each cell in it."""
    return Sizes(
        postgres_version=settings.database.version,
        postgres_sku=settings.database.sku,
        postgres_storage_gb=settings.database.storage_gb,
        zone_redundant=settings.regions[region].zone_redundant,
        geo_redundant=settings.regions[region].geo_redundant,
        content_restore=timedelta(days=settings.backup.content_days),
        backup_days=settings.backup.days,
        backup_locked=settings.backup.locked,
    )
