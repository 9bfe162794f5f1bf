"""An environment's backend: a group and a network of its own, the state in them, and the identity that deploys."""

from dataclasses import replace

from pulumi_azure_native import resources

from components.addresses import Tier
from components.base import Component, Place, PrivateLink
from components.deployer_role import DeployerRole, DeployerRoleArgs
from components.deployment_identity import DeploymentIdentity, DeploymentIdentityArgs
from components.locks import Locks, LocksArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.naming import Kind, Names, unique_suffix
from components.network import Network, NetworkArgs
from components.private_dns import PrivateDns, PrivateDnsArgs
from components.roles import Role
from components.state_backend import StateBackend, StateBackendArgs
from controls import residency
from stacks.backend import settings as typed

GRANTED = tuple(role for role in Role if role is not Role.CONTRIBUTOR)


class Backend(Component):
    """Serves SDL-5 SDL-6 SDL-7 ACC-1.

    Outputs: `state`, `deployer`.
    """

    def __init__(self, environment: str, settings: typed.Backend, subscription: str, tenant: str) -> None:
        region = residency.region(settings.region)
        suffix = unique_suffix(subscription, f"{environment}-state", settings.generation)
        place = Place(
            names=Names(environment, suffix), owner=settings.owner, subscription=subscription, group="", region=region
        )
        super().__init__(f"backend-{environment}", place)
        group = resources.ResourceGroup(
            "group-state",
            resource_group_name=place.name(Kind.RESOURCE_GROUP, "state"),
            location=place.location,
            tags=self.tags,
            opts=self.child,
        )
        place = replace(place, group=group.name)
        logs = Monitoring("monitoring", MonitoringArgs(place=place), self.child)
        place = replace(place, workspace=logs.workspace_id)
        network = NetworkArgs(place=place, plan=settings.plan, workspace=logs.workspace_id)
        # The pipeline's runners live in this network, or in one that is peered with it.
        self.network = Network("network", network, self.child)
        dns = PrivateDns("dns", PrivateDnsArgs(place=place, network=self.network.network_id), self.child)
        role = DeployerRole("deployer-role", DeployerRoleArgs(place=place), self.child)
        self.deployer = DeploymentIdentity(
            "deployer",
            DeploymentIdentityArgs(
                place=place,
                issuer=settings.issuer,
                subject=settings.subject,
                role=role.definition_id,
                may_grant=GRANTED,
            ),
            self.child,
        )
        self.state = StateBackend(
            "state",
            StateBackendArgs(
                place=place,
                tenant=tenant,
                link=PrivateLink(subnet=self.network.subnets[Tier.ENDPOINTS], zones=dns.zones),
                deployer=self.deployer.principal_id,
                versions_days=settings.versions_days,
            ),
            self.child,
        )
        Locks("locks", LocksArgs(place=place, among=[self.state, self.state.vault]), self.child)
        self.register_outputs({})
