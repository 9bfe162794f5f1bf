"""One region of an environment: the same component for every region."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pulumi

from components.access import Access, AccessArgs
from components.addresses import AddressPlan, Tier
from components.application_insights import ApplicationInsights, ApplicationInsightsArgs
from components.backup import Backup, BackupArgs
from components.base import Component, Place, PrivateLink
from components.database import Administrator, Database, DatabaseArgs
from components.egress import Egress
from components.firewall import Firewall, FirewallArgs
from components.flow_logs import FlowLogs, FlowLogsArgs, Watcher, WatcherArgs
from components.locks import Locks, LocksArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.nat_gateway import NatGateway, NatGatewayArgs
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
class Traffic:
    """How a region's network lets traffic out and what is kept of it.

    `own_watcher`: false where the subscription has a network watcher in the region. `registries`: hosts of images.
    """

    egress: Egress = Egress.NAT
    own_watcher: bool = True
    keep_days: int = 90
    registries: tuple[str, ...] = ()


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
    archive_days: int = 365
    central: bool = False  # the subscription's and the directory's logs come here too
    content_restore: timedelta = timedelta(days=28)
    backup_days: int = 210
    backup_locked: bool = True
    web: WebTier = WebTier()
    traffic: Traffic = Traffic()


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
        logs = MonitoringArgs(
            place=place, retention_days=args.log_days, archive_days=args.archive_days, central=args.central
        )
        self.monitoring = Monitoring(f"monitoring-{name}", logs, inside)
        workspace = self.monitoring.workspace_id
        place = self.group.inside = replace(place, workspace=workspace)
        self._network(name, place, args)
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

    def _network(self, name: str, place: Place, args: StampArgs) -> None:
        workspace, traffic, inside = self.monitoring.workspace_id, args.traffic, self.child
        walled, region = traffic.egress is Egress.FIREWALL, place.region
        watcher = Watcher(f"watcher-{name}", WatcherArgs(place=place, own=traffic.own_watcher), inside)
        zone = "1" if region and region.zones else None
        nat = None if walled else NatGateway(f"nat-{name}", NatGatewayArgs(place=place, zone=zone), inside)
        self.network = Network(
            f"network-{name}",
            NetworkArgs(
                place=place,
                plan=args.plan,
                workspace=workspace,
                egress=traffic.egress,
                nat=nat.gateway_id if nat else None,
                watcher=watcher,
            ),
            inside,
        )
        dns = PrivateDns(f"dns-{name}", PrivateDnsArgs(place=place, network=self.network.network_id), inside)
        self.link = PrivateLink(subnet=self.network.subnets[Tier.ENDPOINTS], zones=dns.zones)
        if walled:
            Firewall(
                f"firewall-{name}",
                FirewallArgs(place=place, network=self.network, workspace=workspace, registries=traffic.registries),
                inside,
            )
        FlowLogs(
            f"flows-{name}",
            FlowLogsArgs(
                place=place,
                watcher=watcher,
                network=self.network.network_id,
                link=self.link,
                workspace=workspace,
                keep_days=traffic.keep_days,
            ),
            inside,
        )

    def _web(self, name: str, place: Place, args: StampArgs) -> WebApp:
        workspace, tier = self.monitoring.workspace_id, args.web
        self.insights = ApplicationInsights(
            f"insights-{name}", ApplicationInsightsArgs(place=place, workspace=workspace), self.child
        )
        plan = self.web_plan = WebPlan(
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
