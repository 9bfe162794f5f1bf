"""What each tier of a network may reach and be reached by; everything else is denied, both ways."""

from enum import IntEnum

from pulumi_azure_native import network

from components.addresses import AddressPlan, Tier

IN, OUT = network.SecurityRuleDirection.INBOUND, network.SecurityRuleDirection.OUTBOUND
TCP, ANY = network.SecurityRuleProtocol.TCP, network.SecurityRuleProtocol.ASTERISK
HTTPS, POSTGRES, DNS = "443", "5432", "53"
PROBES = "30000-32767"  # of Azure's load balancer into a container environment


class Priority(IntEnum):
    """Where a rule stands in its group; lower wins. Azure allows 100 to 4096, each once a group and direction."""

    FROM_APPLICATION = 100
    FROM_OPERATIONS = 110
    FROM_JOBS = 120
    FROM_BALANCER = 130
    WITHIN = 140
    TO_ENDPOINTS = 200
    TO_RESTORED = 210
    TO_ENTRA = 220
    TO_MONITOR = 230
    TO_IMAGES = 240
    TO_IMAGE_LAYERS = 250
    TO_OWN_IMAGES = 260
    TO_DNS = 270
    TO_RESOURCE_MANAGER = 280
    DENY_ALL = 4096


def rules(tier: Tier, plan: AddressPlan, region: str, *, firewall: bool) -> list[network.SecurityRuleArgs]:
    """The rules of a tier's group. `firewall`: names are resolved by it, so everybody may ask it."""
    asks = [_allow("ToDns", Priority.TO_DNS, OUT, [DNS], to=f"{plan.firewall(region)}/32", protocol=ANY)]
    resolves = firewall and tier in (Tier.APPLICATION, Tier.OPERATIONS, Tier.JOBS)
    return [*_allowed(tier, plan, region), *(asks if resolves else []), _deny(IN), _deny(OUT)]


def _allowed(tier: Tier, plan: AddressPlan, region: str) -> list[network.SecurityRuleArgs]:
    subnet = {tier: str(plan.subnet(region, tier)) for tier in Tier}
    application, operations, jobs = subnet[Tier.APPLICATION], subnet[Tier.OPERATIONS], subnet[Tier.JOBS]
    services = [
        _allow("ToEndpoints", Priority.TO_ENDPOINTS, OUT, [HTTPS, POSTGRES], to=subnet[Tier.ENDPOINTS]),
        _allow("ToEntra", Priority.TO_ENTRA, OUT, [HTTPS], to="AzureActiveDirectory"),
        _allow("ToMonitor", Priority.TO_MONITOR, OUT, [HTTPS], to="AzureMonitor"),
    ]
    to_manager = _allow("ToResourceManager", Priority.TO_RESOURCE_MANAGER, OUT, [HTTPS], to="AzureResourceManager")
    to_restored = _allow("ToRestored", Priority.TO_RESTORED, OUT, [POSTGRES], to=subnet[Tier.RESTORE])
    return {
        Tier.ENDPOINTS: [
            _allow("FromApplication", Priority.FROM_APPLICATION, IN, [HTTPS, POSTGRES], source=application),
            _allow("FromOperations", Priority.FROM_OPERATIONS, IN, [HTTPS, POSTGRES], source=operations),
            _allow("FromJobs", Priority.FROM_JOBS, IN, [HTTPS, POSTGRES], source=jobs),
        ],
        Tier.APPLICATION: services,
        Tier.OPERATIONS: [*services, to_restored, to_manager],
        # A restored copy may hold tenants that were deleted since: the application can't reach it.
        Tier.RESTORE: [_allow("FromOperations", Priority.FROM_OPERATIONS, IN, [POSTGRES], source=operations)],
        # What a container environment needs: "Securing a virtual network in Azure Container Apps", Microsoft Learn.
        Tier.JOBS: [
            *services,
            to_manager,
            _allow("FromBalancer", Priority.FROM_BALANCER, IN, [PROBES], source="AzureLoadBalancer", to=jobs),
            _allow("FromWithin", Priority.WITHIN, IN, ["*"], source=jobs, to=jobs, protocol=ANY),
            _allow("ToWithin", Priority.WITHIN, OUT, ["*"], source=jobs, to=jobs, protocol=ANY),
            _allow("ToImages", Priority.TO_IMAGES, OUT, [HTTPS], to="MicrosoftContainerRegistry"),
            _allow("ToImageLayers", Priority.TO_IMAGE_LAYERS, OUT, [HTTPS], to="AzureFrontDoor.FirstParty"),
            _allow("ToOwnImages", Priority.TO_OWN_IMAGES, OUT, [HTTPS], to="AzureContainerRegistry"),
        ],
    }[tier]


def _allow(
    name: str,
    priority: Priority,
    direction: network.SecurityRuleDirection,
    ports: list[str],
    *,
    source: str = "*",
    to: str = "*",
    protocol: network.SecurityRuleProtocol = TCP,
) -> network.SecurityRuleArgs:
    return network.SecurityRuleArgs(
        name=f"Allow{name}",
        priority=priority,
        direction=direction,
        access=network.SecurityRuleAccess.ALLOW,
        protocol=protocol,
        source_address_prefix=source,
        source_port_range="*",
        destination_address_prefix=to,
        destination_port_ranges=ports,
    )


def _deny(direction: network.SecurityRuleDirection) -> network.SecurityRuleArgs:
    """Azure's own default rules allow the whole virtual network and the way out to the internet."""
    return network.SecurityRuleArgs(
        name=f"DenyAll{direction.value}",
        priority=Priority.DENY_ALL,
        direction=direction,
        access=network.SecurityRuleAccess.DENY,
        protocol=ANY,
        source_address_prefix="*",
        source_port_range="*",
        destination_address_prefix="*",
        destination_port_range="*",
    )
