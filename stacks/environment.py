"""An environment: a stamp in each region, replicas between them, the public pages, the edge in front."""

from dataclasses import dataclass
from datetime import timedelta

from components.base import Component, Place
from components.database import Administrator, Replica, ReplicaArgs
from components.edge import Edge, EdgeArgs
from components.firewall_rules import Limits
from components.naming import Names, unique_suffix
from components.resource_group import ResourceGroup
from components.site import Site, SiteArgs
from components.stamp import Stamp, StampArgs, Traffic, WebTier
from controls import residency
from stacks.privileges import privileges
from stacks.settings import Settings
from stacks.watching import Watching


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who deploys, and into which subscription: what the provider was given, never a setting."""

    subscription: str
    tenant: str
    object_id: str


class Environment(Component):
    """Serves RES-1 RES-2 SDL-5.

    Outputs: `stamps` by region, `replicas` by the region that they follow, `edge`.
    """

    def __init__(self, name: str, settings: Settings, caller: Caller) -> None:
        everywhere = Place(
            names=Names(name, unique_suffix(caller.subscription, name, settings.generation)),
            owner=settings.owner,
            subscription=caller.subscription,
            group="",
        )
        super().__init__(name, everywhere)
        self.settings, self.caller = settings, caller
        self.administrator = Administrator(
            name=settings.administrator.name,
            object_id=settings.administrator.object_id or caller.object_id,
            tenant=caller.tenant,
        )
        self.stamps = {region: self._stamp(region) for region in settings.regions}
        self.replicas = {
            region: self._replica(region, each.replica) for region, each in settings.regions.items() if each.replica
        }
        self.edge = self._edge()
        self._watch()
        privileges(settings, everywhere, self.child)
        self.register_outputs({})

    def _watch(self) -> None:
        operator = self.settings.administrator.object_id or self.caller.object_id
        Watching(
            "watching",
            self.settings,
            stamps=self.stamps,
            replicas=self.replicas,
            edge=self.edge,
            deployers=tuple(dict.fromkeys((self.caller.object_id, operator))),
            opts=self.child,
        )

    def _place(self, region: str) -> Place:
        return Place(
            names=self.place.names,
            owner=self.place.owner,
            subscription=self.place.subscription,
            group="",
            region=residency.region(region),
        )

    def _stamp(self, region: str) -> Stamp:
        settings, place = self.settings, self._place(region)
        return Stamp(
            residency.region(region).code,
            StampArgs(
                place=place,
                plan=settings.plan,
                tenant=self.caller.tenant,
                operator=settings.administrator.object_id or self.caller.object_id,
                administrator=self.administrator,
                postgres_version=settings.database.version,
                postgres_sku=settings.database.sku,
                postgres_storage_gb=settings.database.storage_gb,
                zone_redundant=settings.regions[region].zone_redundant,
                geo_redundant=settings.regions[region].geo_redundant,
                log_days=settings.logs.days,
                archive_days=settings.logs.archive_days,
                central=region == settings.primary,
                content_restore=timedelta(days=settings.backup.content_days),
                backup_days=settings.backup.days,
                backup_locked=settings.backup.locked,
                traffic=Traffic(
                    egress=settings.network.egress,
                    own_watcher=settings.network.own_watcher,
                    keep_days=settings.network.flow_log_days,
                ),
                web=WebTier(
                    sku=settings.web.sku,
                    least=settings.web.instances,
                    most=settings.web.most_instances,
                    runtime=settings.web.runtime,
                    health_path=settings.web.health_path,
                ),
            ),
            self.child,
        )

    def _replica(self, region: str, into: str) -> Replica:
        target, source = self.stamps[into], self.stamps[region]
        return Replica(
            f"replica-{residency.region(region).code}",
            ReplicaArgs(
                place=target.group.inside,
                source=source.database,
                administrator=self.administrator,
                link=target.link,
                workspace=target.monitoring.workspace_id,
                sku=self.settings.database.sku,
                storage_gb=self.settings.database.storage_gb,
            ),
            self.child,
        )

    def _edge(self) -> Edge:
        primary = self.stamps[self.settings.primary]
        workspace = primary.monitoring.workspace_id
        self.site = Site(
            "site",
            SiteArgs(
                place=primary.group.inside,
                link=primary.link,
                workspace=workspace,
                publisher=self.settings.administrator.object_id or self.caller.object_id,
            ),
            self.child,
        )
        group = ResourceGroup("group-edge", self.place, location=self.settings.primary, opts=self.child)
        edge = self.settings.edge
        return Edge(
            "edge",
            EdgeArgs(
                place=group.inside,
                apps=[primary.web, *(stamp.web for stamp in self.stamps.values() if stamp is not primary)],
                site=self.site,
                workspace=workspace,
                limits=Limits(
                    general=edge.general_per_minute,
                    sign_in=edge.sign_in_per_minute,
                    export=edge.export_per_minute,
                    body_megabytes=edge.body_limit_mb,
                    blocked=edge.blocked,
                ),
                domain=edge.domain,
                dns_zone=edge.dns_zone,
            ),
            self.child,
        )
