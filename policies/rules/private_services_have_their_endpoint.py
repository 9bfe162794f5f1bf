"""Every service closed to the internet has a private endpoint to be reached by."""

from collections.abc import Iterator
from typing import Any

from policies.engine import HIGH, Findings, Resource, Stack, StackRule, at, each, finding, known, not_in_azure_policy
from policies.engine.example import resource

# Where each type says that it is closed.
CLOSED = {
    "azure-native:storage:StorageAccount": ("publicNetworkAccess",),
    "azure-native:keyvault:Vault": ("properties", "publicNetworkAccess"),
    "azure-native:dbforpostgresql:Server": ("network", "publicNetworkAccess"),
    "azure-native:sql:Server": ("publicNetworkAccess",),
    "azure-native:cosmosdb:DatabaseAccount": ("publicNetworkAccess",),
    "azure-native:documentdb:DatabaseAccount": ("publicNetworkAccess",),
    "azure-native:redis:Redis": ("publicNetworkAccess",),
    "azure-native:cache:Redis": ("publicNetworkAccess",),
    "azure-native:containerregistry:Registry": ("publicNetworkAccess",),
    "azure-native:cognitiveservices:Account": ("properties", "publicNetworkAccess"),
    "azure-native:search:Service": ("publicNetworkAccess",),
    "azure-native:appconfiguration:ConfigurationStore": ("publicNetworkAccess",),
    "azure-native:eventhub:Namespace": ("publicNetworkAccess",),
    "azure-native:servicebus:Namespace": ("publicNetworkAccess",),
    "azure-native:web:WebApp": ("publicNetworkAccess",),
    "azure-native:web:WebAppSlot": ("publicNetworkAccess",),
}
ENDPOINT, ORIGIN = "azure-native:network:PrivateEndpoint", "azure-native:cdn:AFDOrigin"
APP, SLOT = "azure-native:web:WebApp", "azure-native:web:WebAppSlot"


def endpoint(*groups: str, to: str) -> Resource:
    return resource(
        "network:PrivateEndpoint", "pe", {"privateLinkServiceConnections": [{"groupIds": list(groups)}]}, refers=(to,)
    )


def origin(group: str, to: str) -> Resource:
    """Front Door makes private links of its own to its origins."""
    link = {"groupId": group, "privateLinkLocation": "northeurope"}
    return resource("cdn:AFDOrigin", "o", {"sharedPrivateLinkResource": link}, refers=(to,))


DISABLED = {"publicNetworkAccess": "Disabled"}
ACCOUNT = resource("storage:StorageAccount", "content", DISABLED)
VAULT = resource("keyvault:Vault", "keys", {"properties": {"publicNetworkAccess": "disabled"}})
SITE = resource("web:WebApp", "app", DISABLED)
STAGING = resource("web:WebAppSlot", "next", {**DISABLED, "slot": "staging"}, refers=("web:WebApp/app",))
TO_ACCOUNT, TO_SITE = "storage:StorageAccount/content", "web:WebApp/app"

rule = StackRule(
    severity=HIGH, serves=("NET-2", "TEN-2", "RES-1"), iso27001=("8.20", "8.22"), soc2=("A1.1", "CC6.6"),
    why="A service without a way in gets its public access back in the first night that someone needs it.",
    fix="Add a private endpoint to it, with its group in the private DNS zone.",
    source="Azure Private Link: private endpoints; App Service: private endpoints of slots",
    azure_policy=not_in_azure_policy(
        "A Deny sees one resource at a time; Azure audits it from the service instead.",
        builtin="6edd7eda-6dd8-40f7-810d-67160c639cd9",
    ),
    good=[
        [ACCOUNT, endpoint("blob", to=TO_ACCOUNT)],
        [ACCOUNT, origin("blob", to=TO_ACCOUNT)],
        [SITE, STAGING, origin("sites", to=TO_SITE), endpoint("sites-staging", to=TO_SITE)],
        [resource("storage:StorageAccount", "open", {"publicNetworkAccess": "Enabled"})],  # another rule's concern
        [resource("dbforpostgresql:Server", "inside", {"network": {**DISABLED, "delegatedSubnetResourceId": "/s"}})],
    ],
    bad=[
        [ACCOUNT],
        [VAULT, endpoint("vault", to=TO_ACCOUNT)],
        [ACCOUNT, resource("cdn:AFDOrigin", "o", {"hostName": "h"}, refers=(TO_ACCOUNT,))],  # by the public way
        [SITE, endpoint("sites-staging", to=TO_SITE)],
        [SITE, STAGING, endpoint("sites", to=TO_SITE)],
    ],
)  # fmt: skip


@rule.check
def reachable(stack: Stack) -> Findings:
    links = [link for link in stack.of(ENDPOINT, ORIGIN) if link.type == ENDPOINT or shared(link) is not None]
    for service in stack.of(*CLOSED):
        if closed(service) and not any(leads(stack, link, service) for link in links):
            path = ".".join(CLOSED[service.type])
            yield finding(path, "Disabled", allowed="closed services with a private endpoint", at=service.urn)


def closed(service: Resource) -> bool:
    """A server inside a network of ours is reached there."""
    inside = known(service.properties, "network", "delegatedSubnetResourceId")
    return str(at(service.properties, *CLOSED[service.type])).casefold() == "disabled" and not inside


def leads(stack: Stack, link: Resource, service: Resource) -> bool:
    """An endpoint of an app or a slot names which of them: Azure takes the app as the target of both."""
    if service.type not in (APP, SLOT):
        return stack.refers(link, service)
    wanted = "sites" if service.type == APP else f"sites-{known(service.properties, 'slot')}"
    said = [group.casefold() for group in groups(link) if isinstance(group, str)]
    targets = [service]
    if service.type == SLOT:
        targets += [app for app in stack.of(APP) if stack.refers(service, app)]
    return any(stack.refers(link, each) for each in targets) and (not said or wanted.casefold() in said)


def groups(link: Resource) -> Iterator[Any]:
    if link.type == ORIGIN:
        yield known(shared(link), "groupId")
    for _, connection in each(link.properties, "privateLinkServiceConnections"):
        yield from known(connection, "groupIds") or ()


def shared(link: Resource) -> Any:
    return known(link.properties, "sharedPrivateLinkResource")
