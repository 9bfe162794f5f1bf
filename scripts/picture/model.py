"""What of a stack's state is worth drawing: the edge, the regions, their networks and services, and what links them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from controls import residency

State = dict[str, Any]
"""A resource of `pulumi stack export`: type, urn, id, inputs, outputs."""


@dataclass
class Service:
    kind: str
    name: str
    facts: list[str]


@dataclass
class Subnet:
    name: str
    prefix: str
    endpoints: int  # private endpoints in it


@dataclass
class Network:
    name: str
    prefix: str
    subnets: list[Subnet]


@dataclass
class Region:
    name: str
    networks: list[Network] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    copies_to: str | None = None  # the Azure region that its geo-redundant data is copied to
    private_link: bool = False  # the edge reaches an origin in it by private link


@dataclass
class Picture:
    environment: str
    edge: list[Service]
    regions: list[Region]
    resources: int


def draw_from(export: dict[str, Any]) -> Picture:
    """Read `pulumi stack export`. Raises ValueError where it holds no azure-native resource."""
    resources: list[State] = [
        r for r in export["deployment"].get("resources", []) if r["type"].startswith("azure-native:")
    ]
    if not resources:
        raise ValueError("stack: its state holds no azure-native resource; bring it up first.")
    regions: dict[str, Region] = {}
    edge: list[Service] = []
    for resource in resources:
        describe = SERVICES.get(resource["type"])
        location = residency.normalise(str(resource["outputs"].get("location") or ""))
        if not describe:
            continue
        service = Service(*describe(resource["outputs"] | resource["inputs"]))
        if location in ("", "global"):
            edge.append(service)
        else:
            region = regions.setdefault(location, Region(location))
            region.services.append(service)
            region.copies_to = region.copies_to or _copied_to(resource, location)
    for region in regions.values():
        region.services.sort(key=lambda service: service.kind)
    for resource in resources:
        link = resource["inputs"].get("sharedPrivateLinkResource", {})
        location = residency.normalise(link.get("privateLinkLocation", ""))
        if location in regions:
            regions[location].private_link = True
    for network in _networks(resources):
        location, drawn = network
        regions.setdefault(location, Region(location)).networks.append(drawn)
    environment = export["deployment"]["resources"][0]["urn"].split("::")[0].removeprefix("urn:pulumi:")
    return Picture(environment, edge, [regions[name] for name in sorted(regions)], len(resources))


def _copied_to(resource: State, location: str) -> str | None:
    inputs = resource["inputs"]
    geo = (
        inputs.get("backup", {}).get("geoRedundantBackup") == "Enabled"
        or "G" in inputs.get("sku", {}).get("name", "")[9:]
    )
    return residency.pair_of(location) if geo else None


def _networks(resources: Iterable[State]) -> Iterable[tuple[str, Network]]:
    every = list(resources)
    subnets = [r for r in every if r["type"] == "azure-native:network:Subnet"]
    endpoints = [r for r in every if r["type"] == "azure-native:network:PrivateEndpoint"]
    for network in every:
        if network["type"] != "azure-native:network:VirtualNetwork":
            continue
        mine = [subnet for subnet in subnets if subnet["id"].lower().startswith(network["id"].lower() + "/")]
        prefix = ", ".join(network["inputs"].get("addressSpace", {}).get("addressPrefixes", []))
        yield (
            residency.normalise(network["outputs"]["location"]),
            Network(
                network["outputs"]["name"],
                prefix,
                [
                    Subnet(
                        subnet["outputs"]["name"],
                        subnet["inputs"].get("addressPrefix", ""),
                        sum(
                            e["inputs"].get("subnet", {}).get("id", "").lower() == subnet["id"].lower()
                            for e in endpoints
                        ),
                    )
                    for subnet in mine
                ],
            ),
        )


def _server(p: dict[str, Any]) -> tuple[str, str, list[str]]:
    backup, sign_in = p.get("backup", {}), p.get("authConfig", {})
    facts = (
        [f"any moment of the last {backup['backupRetentionDays']} days"] if backup.get("backupRetentionDays") else []
    )
    facts += ["backup copied to the pair"] if backup.get("geoRedundantBackup") == "Enabled" else []
    facts += ["sign-in by Entra only"] if sign_in.get("passwordAuth") == "Disabled" else []
    if p.get("createMode") == "Replica":
        return "PostgreSQL replica", p["name"], facts[-1:]
    return "PostgreSQL flexible server", p["name"], facts


def _storage(p: dict[str, Any]) -> tuple[str, str, list[str]]:
    facts = [p.get("sku", {}).get("name", "").replace("_", " ")]
    facts += ["no shared key"] if p.get("allowSharedKeyAccess") is False else []
    facts += ["encrypted twice"] if p.get("encryption", {}).get("requireInfrastructureEncryption") else []
    return "Storage account", p["name"], facts


def _vault(p: dict[str, Any]) -> tuple[str, str, list[str]]:
    properties = p.get("properties", {})
    facts = [f"{properties.get('sku', {}).get('name', '')} (HSM)"] if properties.get("sku") else []
    facts += ["purge protection"] if properties.get("enablePurgeProtection") else []
    return "Key Vault", p["name"], facts


def _backup_vault(p: dict[str, Any]) -> tuple[str, str, list[str]]:
    properties = p.get("properties", {})
    settings = properties.get("securitySettings", {})
    facts = [s.get("type", "") for s in properties.get("storageSettings", [])]
    facts += [
        f"immutability {state.lower()}" for state in [settings.get("immutabilitySettings", {}).get("state")] if state
    ]
    return "Backup vault", p["name"], facts


def _workspace(p: dict[str, Any]) -> tuple[str, str, list[str]]:
    return "Log Analytics", p["name"], [f"{p['retentionInDays']} days"] if p.get("retentionInDays") else []


def _waf(p: dict[str, Any]) -> tuple[str, str, list[str]]:
    sets = p.get("managedRules", {}).get("managedRuleSets", [])
    facts = [p.get("policySettings", {}).get("mode", "")]
    return "Web application firewall", p["name"], facts + [s["ruleSetType"].removeprefix("Microsoft_") for s in sets]


def _endpoint(p: dict[str, Any]) -> tuple[str, str, list[str]]:
    return "Front Door endpoint", p.get("hostName") or p["name"], []


def _profile(p: dict[str, Any]) -> tuple[str, str, list[str]]:
    return "Front Door", p["name"], [p.get("sku", {}).get("name", "").replace("_AzureFrontDoor", "")]


SERVICES: dict[str, Callable[[dict[str, Any]], tuple[str, str, list[str]]]] = {
    "azure-native:cdn:AFDEndpoint": _endpoint,
    "azure-native:cdn:Profile": _profile,
    "azure-native:dataprotection:BackupVault": _backup_vault,
    "azure-native:dbforpostgresql:Server": _server,
    "azure-native:frontdoor:Policy": _waf,
    "azure-native:keyvault:Vault": _vault,
    "azure-native:operationalinsights:Workspace": _workspace,
    "azure-native:storage:StorageAccount": _storage,
}
