"""One region of an environment: the same component for every region."""

from dataclasses import dataclass
from datetime import timedelta

import pulumi

from components.access import Access, AccessArgs
from components.addresses import AddressPlan, Tier
from components.application_insights import ApplicationInsights, ApplicationInsightsArgs
from components.backup import Backup, BackupArgs
from components.base import Component, Place, PrivateLink
from components.database import Administrator, Database, DatabaseArgs
from components.locks import Locks, LocksArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.network import Network, NetworkArgs
from components.private_dns import PrivateDns, PrivateDnsArgs
from components.resource_group import ResourceGroup
from components.storage import Storage, StorageArgs
from components.vault import Vault, VaultArgs
from components.web_app import HEALTH_PATH, RUNTIME, WebApp, WebAppArgs
from components.web_plan import WebPlan, WebPlanArgs
from components.web_site import Reaches


@dataclass(frozen=True, kw_only=True)
class WebTier:
    """The application of one region: `least` to `most` instances of a plan's `sku`."""

    sku: str = "P1v3"
    least: int = 2
    most: int = 6
    runtime: str = RUNTIME
    health_path: str = HEALTH_PATH


@dataclass(frozen=True, kw_only=True)
class StampArgs:
    """`place` has no group yet: the stamp makes its own. `operator` is the object id of who runs drills."""

    place: Place
    plan: AddressPlan
    tenant: str
    operator: str
    administrator: Administrator
    postgres_version: str = "17"
    postgres_sku: str = "Standard_D2ds_v5"
    postgres_storage_gb: int = 128
    zone_redundant: bool = True
    geo_redundant: bool = True
    log_days: int = 90
    content_restore: timedelta = timedelta(days=28)
    backup_days: int = 210
    backup_locked: bool = True
    web: WebTier = WebTier()


class Stamp(Component):
    """Serves RES-1 RES-2 RES-3 TEN-2 NET-4.

    Outputs: its components, and `link`, by which others of the region get private endpoints.

    >>> stamp = Stamp("ne", StampArgs(
    ...     place=place, plan=plan, tenant=tenant, operator=operator, administrator=administrator, backup_days=365))
    """

    def __init__(self, name: str, args: StampArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        inside = self.child
        self.group = ResourceGroup(f"group-{name}", args.place, opts=inside)
        place = self.group.inside
        self.monitoring = Monitoring(
            f"monitoring-{name}", MonitoringArgs(place=place, retention_days=args.log_days), inside
        )
        workspace = self.monitoring.workspace_id
        self.network = Network(f"network-{name}", NetworkArgs(place=place, plan=args.plan, workspace=workspace), inside)
        dns = PrivateDns(f"dns-{name}", PrivateDnsArgs(place=place, network=self.network.network_id), inside)
        self.link = PrivateLink(subnet=self.network.subnets[Tier.ENDPOINTS], zones=dns.zones)
        self.vault = Vault(
            f"vault-{name}",
            VaultArgs(place=place, tenant=args.tenant, link=self.link, workspace=workspace),
            inside,
        )
        self.storage = Storage(
            f"storage-{name}",
            StorageArgs(place=place, link=self.link, workspace=workspace, keep=args.content_restore),
            inside,
        )
        self.database = Database(
            f"database-{name}",
            DatabaseArgs(
                place=place,
                administrator=args.administrator,
                link=self.link,
                workspace=workspace,
                version=args.postgres_version,
                sku=args.postgres_sku,
                storage_gb=args.postgres_storage_gb,
                zone_redundant=args.zone_redundant,
                geo_redundant=args.geo_redundant,
            ),
            inside,
        )
        self.backup = Backup(
            f"backup-{name}",
            BackupArgs(
                place=place,
                storage=self.storage,
                database=self.database,
                workspace=workspace,
                retention_days=args.backup_days,
                locked=args.backup_locked,
            ),
            inside,
        )
        access = Access(
            f"access-{name}",
            AccessArgs(place=place, operator=args.operator, vault=self.vault, storage=self.storage),
            inside,
        )
        self.web = self._web(name, place, args)
        among = [self.vault, self.storage, self.database, self.backup, access, self.web]
        Locks(f"locks-{name}", LocksArgs(place=place, among=among), inside)
        self.register_outputs({})

    def _web(self, name: str, place: Place, args: StampArgs) -> WebApp:
        workspace, tier = self.monitoring.workspace_id, args.web
        self.insights = ApplicationInsights(
            f"insights-{name}", ApplicationInsightsArgs(place=place, workspace=workspace), self.child
        )
        plan = WebPlan(
            f"plan-{name}",
            WebPlanArgs(
                place=place,
                workspace=workspace,
                sku=tier.sku,
                least=tier.least,
                most=tier.most,
                zone_redundant=args.zone_redundant,
            ),
            self.child,
        )
        return WebApp(
            f"web-{name}",
            WebAppArgs(
                place=place,
                plan=plan,
                reaches=Reaches(vault=self.vault, storage=self.storage, database=self.database, insights=self.insights),
                subnet=self.network.subnets[Tier.APPLICATION],
                link=self.link,
                workspace=workspace,
                runtime=tier.runtime,
                health_path=tier.health_path,
            ),
            self.child,
        )
