"""What holds customers' data in one region, and what brings it back: keys, blobs, database, backups. Repeated by cell.

No component of its own, so that what a region has anyway stays where it is when cells are added beside it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import pulumi

from components.access import Access, AccessArgs
from components.backup import Backup, BackupArgs
from components.base import Component, Place, PrivateLink
from components.customer_keys import StoreKeys
from components.database import Administrator, Database, DatabaseArgs
from components.dump_job import DumpJob, DumpJobArgs
from components.storage import Storage, StorageArgs
from components.vault import Vault, VaultArgs


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How large the data tier is, and how long what it keeps is kept."""

    postgres_version: str = "17"
    postgres_sku: str = "Standard_D2ds_v5"
    postgres_storage_gb: int = 128
    zone_redundant: bool = True
    geo_redundant: bool = True
    content_restore: timedelta = timedelta(days=28)
    backup_days: int = 210
    backup_locked: bool = True


@dataclass(frozen=True, kw_only=True)
class Dumps:
    """Where and when the daily dump runs. `environment`: id of the region's container environment."""

    environment: pulumi.Input[str]
    image: str
    hour: int = 3


@dataclass(kw_only=True)
class DataTier:
    """Its components, made in `place`, a resource group, as children of `owner`; their names end in `name`."""

    name: str
    place: Place
    owner: Component
    tenant: str
    operator: str
    administrator: Administrator
    link: PrivateLink
    workspace: pulumi.Input[str]
    sizes: Sizes
    dumps: Dumps | None = None
    keys: StoreKeys | None = None

    vault: Vault = field(init=False)
    storage: Storage = field(init=False)
    database: Database = field(init=False)
    backup: Backup = field(init=False)
    access: Access = field(init=False)
    dump: DumpJob | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        name, place, sizes, inside = self.name, self.place, self.sizes, self.owner.child
        self.vault = Vault(
            f"vault-{name}",
            VaultArgs(place=place, tenant=self.tenant, link=self.link, workspace=self.workspace),
            inside,
        )
        self.storage = Storage(
            f"storage-{name}",
            StorageArgs(
                place=place,
                link=self.link,
                workspace=self.workspace,
                keep=sizes.content_restore,
                backups=timedelta(days=sizes.backup_days),
                keys=self.keys.here if self.keys else None,
            ),
            inside,
        )
        self.database = Database(
            f"database-{name}",
            DatabaseArgs(
                place=place,
                administrator=self.administrator,
                link=self.link,
                workspace=self.workspace,
                version=sizes.postgres_version,
                sku=sizes.postgres_sku,
                storage_gb=sizes.postgres_storage_gb,
                zone_redundant=sizes.zone_redundant,
                geo_redundant=sizes.geo_redundant,
                keys=self.keys,
            ),
            inside,
        )
        self.backup = Backup(
            f"backup-{name}",
            BackupArgs(
                place=place,
                storage=self.storage,
                database=self.database,
                workspace=self.workspace,
                retention_days=sizes.backup_days,
                locked=sizes.backup_locked,
            ),
            inside,
        )
        self.access = Access(
            f"access-{name}",
            AccessArgs(place=place, operator=self.operator, vault=self.vault, storage=self.storage),
            inside,
        )
        if self.dumps:
            self.dump = DumpJob(
                f"dump-{name}",
                DumpJobArgs(
                    place=place,
                    environment=self.dumps.environment,
                    image=self.dumps.image,
                    hour=self.dumps.hour,
                    vault=self.vault,
                    storage=self.storage,
                    database=self.database,
                ),
                inside,
            )

    @property
    def components(self) -> list[Component]:
        made = [self.vault, self.storage, self.database, self.backup, self.access]
        return [*made, self.dump] if self.dump else [*made]
