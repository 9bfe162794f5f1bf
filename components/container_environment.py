"""Where scheduled jobs of one region run: containers inside the network, reachable from nowhere."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import app

from components.base import Component, Place
from components.naming import Kind

PROFILE = "Consumption"  # costs nothing while no job runs


@dataclass(frozen=True, kw_only=True)
class ContainerEnvironmentArgs:
    """`subnet`: id of one that is delegated to Microsoft.App/environments and used by nothing else."""

    place: Place
    subnet: pulumi.Input[str]
    zone_redundant: bool = True

    def __post_init__(self) -> None:
        region = self.place.region
        if self.zone_redundant and not (region and region.zones):
            raise ValueError(f"zone_redundant is not possible in {self.place.location}; it has no availability zones.")


class ContainerEnvironment(Component):
    """Serves BAK-1 NET-4 ENC-1.

    Outputs: `environment_id`.

    >>> jobs = ContainerEnvironment("jobs-ne", ContainerEnvironmentArgs(place=place, subnet=subnet))
    """

    def __init__(self, name: str, args: ContainerEnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        environment = app.ManagedEnvironment(
            f"{name}-environment",
            environment_name=args.place.name(Kind.CONTAINER_ENVIRONMENT),
            resource_group_name=args.place.group,
            location=args.place.location,
            vnet_configuration=app.VnetConfigurationArgs(infrastructure_subnet_id=args.subnet, internal=True),
            public_network_access=app.PublicNetworkAccess.DISABLED,
            # The SDK's class would add enableFips, which only a preview of the API knows.
            workload_profiles=[{"name": PROFILE, "workload_profile_type": PROFILE}],
            zone_redundant=args.zone_redundant,
            peer_authentication=app.ManagedEnvironmentPeerAuthenticationArgs(mtls=app.MtlsArgs(enabled=True)),
            # To Azure Monitor: the diagnostic setting takes it from there, and no shared workspace key is needed.
            app_logs_configuration=app.AppLogsConfigurationArgs(destination="azure-monitor"),
            tags=self.tags,
            opts=self.child,
        )
        self.environment_id = environment.id
        self.register_outputs({"environmentId": environment.id})
