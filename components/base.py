"""What is the same for every component: names, tags, private endpoints, diagnostics, role assignments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import pulumi
from pulumi_azure_native import authorization, monitor, network

from components.naming import Kind, Names
from components.private_link import Service
from components.roles import Role
from controls.diagnosable import DIAGNOSABLE, Logs
from controls.residency import Region

_COMMITMENT = re.compile(r"\b[A-Z]{3}-\d{1,2}\b")
_SERVES = re.compile(r"Serves ((?:[A-Z]{3}-\d{1,2}[ ,]*)+)\.")


class DataClass(StrEnum):
    """What a resource holds: a tag, so that Azure itself can be asked where customer data lies."""

    CUSTOMER = "customer"
    OPERATIONAL = "operational"
    PUBLIC = "public"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a component's resources go and whose they are. `region` is None for what Azure calls global.

    With a `workspace`, everything there that keeps logs sends them to it, by type and without being told.
    """

    names: Names
    owner: str
    subscription: str
    group: pulumi.Input[str]
    region: Region | None = None
    workspace: pulumi.Input[str] | None = None
    cell: str = ""  # a part of every name in it

    @property
    def location(self) -> str:
        """The region's name; ValueError for a global place."""
        return self._region.name

    @property
    def redundancy(self) -> str:
        """The storage SKU with most copies that stay in the EU."""
        return self._region.strongest_redundancy

    @property
    def _region(self) -> Region:
        if not self.region:
            raise ValueError("place has no region; allowed are the EU's regions.")
        return self.region

    def name(self, kind: Kind, what: str = "") -> str:
        return self.names(kind, self.region, self.what(kind, what))

    def what(self, kind: Kind, what: str = "") -> str:
        """The part of a name that says which one of its kind it is: the cell, if there is one, and `what`."""
        return kind.value.separator.join(part for part in (self.cell, what) if part)


@dataclass(frozen=True)
class Precious:
    """A resource that must not go, and why; `components.locks` locks it."""

    id: pulumi.Input[str]
    reason: str


@dataclass(frozen=True, kw_only=True)
class PrivateLink:
    """Where private endpoints are made, and the private DNS zone of each service."""

    subnet: pulumi.Input[str]
    zones: Mapping[Service, pulumi.Input[str]]


def remembered(args: pulumi.ResourceTransformationArgs) -> None:
    """Let the component that a resource belongs to know of it."""
    if isinstance(args.opts.parent, Component):
        args.opts.parent.made.append((args.type_, args.name, args.resource))


def without_aliases(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult:
    """Drop azure-native's aliases: 25 to 113 a resource, for states that other API versions wrote. We have none.

    They are most of a preview's time.
    """
    args.opts.aliases = []
    return pulumi.ResourceTransformationResult(args.props, args.opts)


class Component(pulumi.ComponentResource):
    """One Azure concern. A subclass's docstring says `Serves <commitments>.`; they become a tag of its resources."""

    serves: ClassVar[tuple[str, ...]]
    data_class: ClassVar[DataClass] = DataClass.OPERATIONAL
    precious: Precious | None = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not (found := _SERVES.search(cls.__doc__ or "")):
            raise TypeError(f"component {cls.__name__} serves nothing; its docstring must say 'Serves <commitments>.'")
        cls.serves = tuple(_COMMITMENT.findall(found[1]))

    def __init__(self, name: str, place: Place, opts: pulumi.ResourceOptions | None = None) -> None:
        # A child component inherits its parent's transformations: only the outermost brings them.
        if not (opts and isinstance(opts.parent, Component)):
            opts = pulumi.ResourceOptions.merge(
                opts, pulumi.ResourceOptions(transformations=[remembered, without_aliases])
            )
        self.made: list[tuple[str, str, pulumi.Resource]] = []  # type, logical name
        self._workspace = place.workspace
        super().__init__(f"cordon:components:{type(self).__name__}", name, {}, opts)
        self.name = name
        self.place = place

    @property
    def child(self) -> pulumi.ResourceOptions:
        """Options of a resource that belongs to this component."""
        return pulumi.ResourceOptions(parent=self)

    def after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        """Options of a resource of this component that is made only after those."""
        return pulumi.ResourceOptions(parent=self, depends_on=list(resources))

    @property
    def tags(self) -> dict[str, str]:
        return {
            "environment": self.place.names.environment,
            "owner": self.place.owner,
            "dataClass": self.data_class,
            "commitments": " ".join(self.serves),
            "managedBy": "cordon",
        }

    def private_endpoint(
        self,
        target: pulumi.Input[str],
        service: Service,
        link: PrivateLink,
        what: str,
        after: pulumi.Resource | None = None,
        group: str = "",
    ) -> network.PrivateEndpoint:
        """Reach `target` by a private address in `link`'s subnet, under the name that it has on the internet.

        `group` is the sub-resource where it isn't the service's own: a web app's slot, say.
        """
        endpoint = network.PrivateEndpoint(
            f"{self.name}-endpoint",
            private_endpoint_name=self.place.name(Kind.PRIVATE_ENDPOINT, what),
            custom_network_interface_name=self.place.name(Kind.NETWORK_INTERFACE, what),
            resource_group_name=self.place.group,
            location=self.place.location,
            subnet=network.SubnetArgs(id=link.subnet),
            private_link_service_connections=[
                network.PrivateLinkServiceConnectionArgs(
                    name=what, private_link_service_id=target, group_ids=[group or service.group]
                )
            ],
            tags=self.tags,
            opts=self.after(after) if after else self.child,
        )
        network.PrivateDnsZoneGroup(
            f"{self.name}-endpoint-dns",
            private_dns_zone_group_name="default",
            private_endpoint_name=endpoint.name,
            resource_group_name=self.place.group,
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(
                    name=service.zone.replace(".", "-"), private_dns_zone_id=link.zones[service]
                )
            ],
            opts=self.child,
        )
        return endpoint

    def send_logs(self, workspace: pulumi.Input[str]) -> None:
        """To this workspace, where the place has none: all that the component has made, once it names its outputs."""
        self._workspace = self._workspace or workspace

    def register_outputs(self, outputs: pulumi.Inputs) -> None:
        """As in Pulumi; and what the component has made and keeps logs sends them to the place's workspace."""
        if (workspace := self._workspace) is not None:
            for kind, name, resource in list(self.made):
                logs, target = DIAGNOSABLE.get(kind), getattr(resource, "id", None)
                if not logs or target is None:
                    continue
                if logs.itself:
                    self._diagnose(name, target, workspace, logs)
                for part in logs.below:
                    where = pulumi.Output.concat(target, "/", part)
                    self._diagnose(f"{name}-{part.partition('Services')[0]}", where, workspace, logs)
        super().register_outputs(outputs)

    def _diagnose(self, name: str, target: pulumi.Input[str], workspace: pulumi.Input[str], logs: Logs) -> None:
        monitor.DiagnosticSetting(
            f"{name}-diagnostics",
            name=self.place.name(Kind.DIAGNOSTIC_SETTING),
            resource_uri=target,
            workspace_id=workspace,
            # By group: a category that Azure adds later is logged without a change of ours.
            logs=[monitor.DiagnosticsLogSettingsArgs(category_group="allLogs", enabled=True)],
            metrics=[monitor.DiagnosticsMetricSettingsArgs(category="AllMetrics", enabled=True)]
            if logs.metrics
            else [],
            log_analytics_destination_type="Dedicated" if logs.own_tables else None,
            opts=self.child,
        )

    def grant(
        self,
        role: Role,
        principal: pulumi.Input[str],
        kind: authorization.PrincipalType,
        scope: pulumi.Input[str],
        what: str,
        after: pulumi.Resource | None = None,
    ) -> authorization.RoleAssignment:
        """Give `principal` a built-in role on `scope`; `what` names the assignment among this component's.

        `after` is what must exist first, where the scope doesn't say it.
        """
        definition = (
            f"/subscriptions/{self.place.subscription}/providers/Microsoft.Authorization/roleDefinitions/{role.guid}"
        )
        return authorization.RoleAssignment(
            f"{self.name}-{what}",
            role_assignment_name=self.place.names.guid(self.name, what, role.guid),
            principal_id=principal,
            # Said, not looked up: a principal made seconds ago may not have reached Entra's directory everywhere.
            principal_type=kind,
            role_definition_id=definition,
            scope=scope,
            opts=pulumi.ResourceOptions(
                parent=self,
                delete_before_replace=True,  # the name stays the same
                depends_on=[after] if after else None,
            ),
        )
