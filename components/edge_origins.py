"""What Front Door fetches from: groups of origins, each behind a private link, probed, and left when it fails."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import cdn

from components.base import Component, DataClass, Place

LINKED_FROM = {
    "francecentral": "francecentral",
    "germanywestcentral": "germanywestcentral",
    "northeurope": "northeurope",
    "swedencentral": "swedencentral",
    "westeurope": "westeurope",
    "austriaeast": "germanywestcentral",
    "belgiumcentral": "westeurope",
    "denmarkeast": "swedencentral",
    "francesouth": "francecentral",
    "germanynorth": "germanywestcentral",
    "italynorth": "francecentral",
    "polandcentral": "germanywestcentral",
    "spaincentral": "francecentral",
    "swedensouth": "swedencentral",
}
"""The region in which Front Door makes its private endpoint to an origin in each EU region: the same where Front Door
has private link, else the nearest in the EU that has ("Secure your origin with Private Link", Microsoft Learn, 2026-11;
any region reaches any origin, the nearest has the best latency)."""

PROBE_SECONDS = 30
SLOWER = 50  # milliseconds by which an origin may be slower than the fastest of its priority and still be used


@dataclass(frozen=True, kw_only=True)
class Origin:
    """`target` is what lies behind the private link, in `region`; `group` its sub-resource. Lower priority wins."""

    name: str
    host: pulumi.Input[str]
    target: pulumi.Input[str]
    group: str
    region: str
    priority: int


@dataclass(frozen=True, kw_only=True)
class OriginGroupArgs:
    """`what` names the group. With `reads`, a role granted to it, Front Door shows its identity to the origins."""

    place: Place
    what: str
    profile: cdn.Profile
    origins: Sequence[Origin]
    probe_path: str
    reads: pulumi.Resource | None = None

    def __post_init__(self) -> None:
        names = [origin.name for origin in self.origins]
        if not names or len(set(names)) < len(names):
            raise ValueError(f"origins {names} are not allowed; allowed are one or more, each with a name of its own.")


class OriginGroup(Component):
    """Serves NET-1 NET-2 RES-1 BAK-4.

    Outputs: `group_id`; `origins`, after which a route can be made.

    >>> group = OriginGroup("edge-site", OriginGroupArgs(
    ...     place=everywhere, profile=profile, what="site", origins=site.origins, probe_path="/site/status"))
    """

    data_class = DataClass.PUBLIC

    def __init__(self, name: str, args: OriginGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        signed = cdn.OriginAuthenticationPropertiesArgs(
            type=cdn.OriginAuthenticationType.SYSTEM_ASSIGNED_IDENTITY, scope="https://storage.azure.com/.default"
        )
        group = cdn.AFDOriginGroup(
            f"{name}-origins",
            origin_group_name=args.what,
            profile_name=args.profile.name,
            resource_group_name=args.place.group,
            authentication=signed if args.reads else None,
            health_probe_settings=cdn.HealthProbeParametersArgs(
                probe_path=args.probe_path,
                probe_protocol=cdn.ProbeProtocol.HTTPS,
                probe_request_type=cdn.HealthProbeRequestType.HEAD,
                probe_interval_in_seconds=PROBE_SECONDS,
            ),
            load_balancing_settings=cdn.LoadBalancingSettingsParametersArgs(
                sample_size=4, successful_samples_required=3, additional_latency_in_milliseconds=SLOWER
            ),
            session_affinity_state=cdn.EnabledState.DISABLED,
            opts=self.after(args.reads) if args.reads else self.child,
        )
        self.group_id = group.id
        self.origins = [self._origin(group, origin, args.profile) for origin in args.origins]
        self.register_outputs({"groupId": group.id})

    def _origin(self, group: cdn.AFDOriginGroup, origin: Origin, profile: cdn.Profile) -> cdn.AFDOrigin:
        return cdn.AFDOrigin(
            f"{self.name}-origin-{origin.name}",
            origin_name=origin.name,
            origin_group_name=group.name,
            profile_name=profile.name,
            resource_group_name=self.place.group,
            host_name=origin.host,
            origin_host_header=origin.host,
            http_port=80,
            https_port=443,
            priority=origin.priority,  # the next ones only when those before it fail
            weight=1000,
            enabled_state=cdn.EnabledState.ENABLED,
            enforce_certificate_name_check=True,
            shared_private_link_resource=cdn.SharedPrivateLinkResourcePropertiesArgs(
                private_link=cdn.ResourceReferenceArgs(id=origin.target),
                private_link_location=LINKED_FROM[origin.region],
                group_id=origin.group,
                request_message=request_message(self.place.names.environment),
            ),
            opts=self.child,
        )


def request_message(environment: str) -> str:
    """By this the owner of an origin knows the connection that waits for approval."""
    return f"cordon {environment}: the edge"
