"""Every service closed to the internet has a private endpoint to be reached by."""

from policies.engine import HIGH, Findings, Resource, Stack, StackRule, at, finding, not_in_azure_policy
from policies.engine.example import resource

# Where each type says that it is closed.
CLOSED = {
    "azure-native:storage:StorageAccount": ("publicNetworkAccess",),
    "azure-native:keyvault:Vault": ("properties", "publicNetworkAccess"),
    "azure-native:dbforpostgresql:Server": ("network", "publicNetworkAccess"),
    "azure-native:sql:Server": ("publicNetworkAccess",),
    "azure-native:cosmosdb:DatabaseAccount": ("publicNetworkAccess",),
    "azure-native:redis:Redis": ("publicNetworkAccess",),
    "azure-native:containerregistry:Registry": ("publicNetworkAccess",),
    "azure-native:cognitiveservices:Account": ("properties", "publicNetworkAccess"),
    "azure-native:search:Service": ("publicNetworkAccess",),
    "azure-native:web:WebApp": ("publicNetworkAccess",),
}
# Front Door makes private links of its own to its origins.
LINKS = ("azure-native:network:PrivateEndpoint", "azure-native:cdn:AFDOrigin")

ACCOUNT = resource("storage:StorageAccount", "content", {"publicNetworkAccess": "Disabled"})
VAULT = resource("keyvault:Vault", "keys", {"properties": {"publicNetworkAccess": "disabled"}})

rule = StackRule(
    severity=HIGH, serves=("NET-2", "TEN-2", "RES-1"), iso27001=("8.20", "8.22"), soc2=("A1.1", "CC6.6"),
    why="A service without a way in gets its public access back in the first night that someone needs it.",
    fix="Add a private endpoint to it, with its group in the private DNS zone.",
    source="Azure Private Link: private endpoints",
    azure_policy=not_in_azure_policy(
        "A Deny sees one resource at a time; Azure audits it from the service instead.",
        builtin="6edd7eda-6dd8-40f7-810d-67160c639cd9",
    ),
    good=[
        [ACCOUNT, resource("network:PrivateEndpoint", "pe", refers=("storage:StorageAccount/content",))],
        [ACCOUNT, resource("cdn:AFDOrigin", "o", refers=("storage:StorageAccount/content",))],
        [resource("storage:StorageAccount", "open", {"publicNetworkAccess": "Enabled"})],  # another rule's concern
    ],
    bad=[
        [ACCOUNT],
        [VAULT, resource("network:PrivateEndpoint", "pe", refers=("storage:StorageAccount/content",))],
    ],
)  # fmt: skip


@rule.check
def reachable(stack: Stack) -> Findings:
    links = list(stack.of(*LINKS))
    for service in stack.of(*CLOSED):
        if closed(service) and not any(stack.refers(link, service) for link in links):
            path = ".".join(CLOSED[service.type])
            yield finding(path, "Disabled", allowed="closed services with a private endpoint", at=service.urn)


def closed(service: Resource) -> bool:
    return str(at(service.properties, *CLOSED[service.type])).casefold() == "disabled"
