"""An environment: a stamp in each region, replicas between them, the public pages, the edge in front."""

from components import images
from components.base import Component, Place
from components.database import Administrator, Replica, ReplicaArgs
from components.naming import Names, unique_suffix
from components.stamp import Stamp, StampArgs, Traffic, WebTier
from controls import residency
from stacks.caller import Caller
from stacks.guarding import guard
from stacks.privileges import privileges
from stacks.public import Public
from stacks.settings import Settings
from stacks.sizes import sizes
from stacks.watching import Watching


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
        self.public = Public(
            "public",
            settings,
            everywhere=everywhere,
            stamps=self.stamps,
            publisher=settings.administrator.object_id or caller.object_id,
            opts=self.child,
        )
        self.edge = self.public.edge
        self.public.measure(self._watch().group)
        privileges(settings, everywhere, caller, self.child)
        guard(settings.azure_policy, everywhere, self.child)
        self.register_outputs({})

    def _watch(self) -> Watching:
        operator = self.settings.administrator.object_id or self.caller.object_id
        return Watching(
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
                sizes=sizes(settings, region),
                log_days=settings.logs.days,
                archive_days=settings.logs.archive_days,
                logs_in_use=settings.logs.in_use,
                central=region == settings.primary,
                cells=settings.regions[region].cells,
                image=settings.backup.image,
                dump_hour=settings.backup.dump_hour,
                customer_managed=settings.encryption.customer_managed,
                traffic=Traffic(
                    egress=settings.network.egress,
                    own_watcher=settings.network.own_watcher,
                    keep_days=settings.network.flow_log_days,
                    registries=registries(settings),
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
                keys=target.keys,
            ),
            self.child,
        )


def registries(settings: Settings) -> tuple[str, ...]:
    """Hosts of our own registries that jobs pull from."""
    host = images.registry(settings.backup.image) if settings.backup.image else None
    return (host,) if host else ()
