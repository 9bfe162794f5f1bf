"""One region of an environment: the same component for every region."""

from dataclasses import dataclass, field, replace

import pulumi

from components.addresses import AddressPlan, Tier
from components.application_insights import ApplicationInsights, ApplicationInsightsArgs
from components.base import Component, Place, PrivateLink
from components.cell import Cell, CellArgs
from components.container_environment import ContainerEnvironment, ContainerEnvironmentArgs
from components.customer_keys import CustomerKeys, CustomerKeysArgs, StoreKeys
from components.data_tier import DataTier, Dumps, Sizes
from components.database import Administrator
from components.egress import Egress
from components.firewall import Firewall, FirewallArgs
from components.flow_logs import FlowLogs, FlowLogsArgs, Watcher, WatcherArgs
from components.locks import Locks, LocksArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.nat_gateway import NatGateway, NatGatewayArgs
from components.network import Network, NetworkArgs
from components.private_dns import PrivateDns, PrivateDnsArgs
from components.resource_group import ResourceGroup
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
    """`place` has no group yet: the stamp makes its own. `operator` is the object id of who runs drills.

    `cells`: names of data tiers beside the first. `image`: of the jobs, by digest; without one there are no jobs, and
    no daily dump.
    """

    place: Place
    plan: AddressPlan
    tenant: str
    operator: str
    administrator: Administrator
    sizes: Sizes = field(default_factory=Sizes)
    log_days: int = 90
    archive_days: int = 365
    logs_in_use: bool = False
    central: bool = False  # the subscription's and the directory's logs come here too
    cells: tuple[str, ...] = ()
    image: str | None = None
    dump_hour: int = 3
    customer_managed: bool = False  # keys of our own over the stores
    web: WebTier = WebTier()
    traffic: Traffic = Traffic()


class Stamp(Component):
    """Serves RES-1 RES-2 RES-3 TEN-2 NET-4.

    Outputs: its components, and `link`, by which others of the region get private endpoints.

    >>> stamp = Stamp("ne", StampArgs(
    ...     place=place, plan=plan, tenant=tenant, operator=operator, administrator=administrator,
    ...     sizes=Sizes(backup_days=365)))
    """

    def __init__(self, name: str, args: StampArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        inside = self.child
        self.group = ResourceGroup(f"group-{name}", args.place, opts=inside)
        place = self.group.inside
        logs = MonitoringArgs(
            place=place,
            retention_days=args.log_days,
            archive_days=args.archive_days,
            central=args.central,
            in_use=args.logs_in_use,
        )
        self.monitoring = Monitoring(f"monitoring-{name}", logs, inside)
        workspace = self.monitoring.workspace_id
        place = self.group.inside = replace(place, workspace=workspace)
        self._network(name, place, args)
        self.jobs = dumps = self._dumps(name, place, args)
        self.keys = self._keys(name, place, args) if args.customer_managed else None
        self.data = DataTier(
            name=name,
            place=place,
            owner=self,
            tenant=args.tenant,
            operator=args.operator,
            administrator=args.administrator,
            link=self.link,
            workspace=workspace,
            sizes=args.sizes,
            dumps=dumps,
            keys=self.keys,
        )
        self.vault, self.storage = self.data.vault, self.data.storage
        self.database, self.backup = self.data.database, self.data.backup
        self.web = self._web(name, place, args)
        keys = [each for each in (self.keys.here, self.keys.geo) if each] if self.keys else []
        among = [*self.data.components, *keys, self.web]
        Locks(f"locks-{name}", LocksArgs(place=place, among=among), inside)
        self.cells = {cell: self._cell(name, cell, args, dumps) for cell in args.cells}
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

    def _dumps(self, name: str, place: Place, args: StampArgs) -> Dumps | None:
        if not args.image:
            return None
        environment = ContainerEnvironment(
            f"jobs-{name}",
            ContainerEnvironmentArgs(
                place=place, subnet=self.network.subnets[Tier.JOBS], zone_redundant=args.sizes.zone_redundant
            ),
            self.child,
        )
        return Dumps(environment=environment.environment_id, image=args.image, hour=args.dump_hour)

    def _keys(self, name: str, place: Place, args: StampArgs) -> StoreKeys:
        def keys(what: str, geo: bool) -> CustomerKeys:
            given = CustomerKeysArgs(place=place, tenant=args.tenant, link=self.link, geo=geo)
            return CustomerKeys(f"{what}-{name}", given, self.child)

        return StoreKeys(keys("keys", False), keys("geo-keys", True) if args.sizes.geo_redundant else None)

    def _cell(self, name: str, cell: str, args: StampArgs, dumps: Dumps | None) -> Cell:
        return Cell(
            f"{name}-{cell}",
            CellArgs(
                place=args.place,
                cell=cell,
                tenant=args.tenant,
                operator=args.operator,
                administrator=args.administrator,
                link=self.link,
                workspace=self.monitoring.workspace_id,
                sizes=args.sizes,
                dumps=dumps,
                keys=self.keys,
            ),
            self.child,
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
                zone_redundant=args.sizes.zone_redundant,
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
