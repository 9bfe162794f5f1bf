"""Pulumi's own mocks, recording: what a component asks for, by type, without an engine."""

import asyncio
import gc
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any
from unittest.mock import patch

import pulumi
from pulumi.runtime import mocks

from components.addresses import AddressPlan
from components.base import Place, PrivateLink
from components.database import Administrator
from components.naming import Names
from components.private_link import Service
from components.roles import Role
from controls.residency import region

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
TENANT = "00000000-0000-0000-0000-0000000000aa"
PRINCIPAL = "00000000-0000-0000-0000-0000000000bb"
PARENTS = (
    "accountName",
    "originGroupName",
    "profileName",
    "ruleSetName",
    "serverName",
    "vaultName",
    "virtualNetworkName",
)
Inputs = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One resource that was asked for."""

    type: str
    name: str
    inputs: Inputs


@dataclass
class Recorder(mocks.Mocks):
    """Gives every resource an id and the outputs that only Azure knows."""

    resources: list[Asked] = field(default_factory=list)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, Inputs]:
        if not args.typ.startswith("azure-native:"):
            return "", {}
        self.resources.append(Asked(args.typ, args.name, args.inputs))
        named = [key for key in args.inputs if key.endswith("Name") and key != "resourceGroupName"]
        known = args.inputs.get(next((key for key in named if key not in PARENTS), named[0] if named else ""), "")
        outputs = {"name": args.inputs.get("resourceGroupName") if "ResourceGroup" in args.typ else known}
        if "identity" in args.inputs:
            outputs["identity"] = {
                **args.inputs["identity"],
                "principalId": str(uuid.uuid5(uuid.NAMESPACE_OID, args.name)),
                "userAssignedIdentities": {
                    each: {} for each in args.inputs["identity"].get("userAssignedIdentities", [])
                },
            }
        outputs |= {
            "azure-native:storage:StorageAccount": {
                "primaryEndpoints": {"blob": f"https://{known}.blob.core.windows.net/"}
            },
            "azure-native:dbforpostgresql:Server": {"fullyQualifiedDomainName": f"{known}.postgres.database.azure.com"},
            "azure-native:cdn:AFDEndpoint": {"hostName": f"{known}.z01.azurefd.net"},
            "azure-native:managedidentity:UserAssignedIdentity": {
                "principalId": str(uuid.uuid5(uuid.NAMESPACE_OID, args.name)),
                "clientId": str(uuid.uuid5(uuid.NAMESPACE_URL, args.name)),
            },
            "azure-native:applicationinsights:Component": {
                "connectionString": "IngestionEndpoint=https://example.com/"
            },
            "azure-native:cdn:AFDCustomDomain": {
                "validationProperties": {"expirationDate": "2027-01-01T00:00:00Z", "validationToken": "a-token"}
            },
            "azure-native:dns:Zone": {"nameServers": ["ns1-01.azure-dns.com."]},
            "azure-native:web:WebApp": {"defaultHostName": f"{known}.azurewebsites.net"},
            "azure-native:web:WebAppSlot": {"defaultHostName": f"{known}-staging.azurewebsites.net"},
        }.get(args.typ, {})
        if args.typ == "azure-native:keyvault:Vault":
            outputs["properties"] = {**args.inputs["properties"], "vaultUri": f"https://{known}.vault.azure.net/"}
        return f"{SUBSCRIPTION}/{args.typ}/{args.name}", {**args.inputs, **outputs}

    def call(self, args: mocks.MockCallArgs) -> tuple[Inputs, list[tuple[str, str]] | None]:
        assert args.token == "azure-native:authorization:getClientConfig", args.token
        return {
            "clientId": PRINCIPAL,
            "objectId": PRINCIPAL,
            "tenantId": TENANT,
            "subscriptionId": SUBSCRIPTION.split("/")[-1],
        }, []

    def of(self, kind: str) -> list[Asked]:
        """The resources of `module:Type`."""
        return [asked for asked in self.resources if asked.type == f"azure-native:{kind}"]

    def one(self, kind: str) -> Inputs:
        """The inputs of the only resource of that type."""
        (asked,) = self.of(kind)
        return asked.inputs


def record(make: Callable[[], object], stack: str = "test", recorder: Recorder | None = None) -> Recorder:
    """Run what makes components, as a program on a stack of that name."""
    recorder = recorder or Recorder()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        mocks.set_mocks(recorder, project="cordon", stack=stack, preview=False)

        @pulumi.runtime.test
        def program() -> None:
            make()

        # Azure makes up the names of the rules of roles, and is asked for them outside of the engine.
        with patch("stacks.role_policies.role_policies", lambda subscription: {each.guid: each.guid for each in Role}):
            program()
    finally:
        loop.close()
        asyncio.set_event_loop(None)
        gc.enable()  # the program, which ends with its process elsewhere, leaves it off
    return recorder


def place(where: str | None = "northeurope") -> Place:
    return Place(
        names=Names("test", "ab3de"),
        owner="platform",
        subscription=SUBSCRIPTION.split("/")[-1],
        group="rg-test",
        region=region(where) if where else None,
    )


def surroundings() -> dict[str, Any]:
    """What a component is given from outside, by the names that the docstrings' examples use."""
    return {
        "place": place(),
        "elsewhere": place("westeurope"),
        "everywhere": place(None),
        "plan": AddressPlan(IPv4Network("10.32.0.0/12")),
        "workspace": f"{SUBSCRIPTION}/workspace",
        "alert_group": f"{SUBSCRIPTION}/action-group",
        "network": f"{SUBSCRIPTION}/network",
        "jobs": f"{SUBSCRIPTION}/jobs",
        "image": f"images.azurecr.io/cordon@sha256:{'0' * 64}",
        "subnet": f"{SUBSCRIPTION}/application",
        "tenant": TENANT,
        "operator": PRINCIPAL,
        "administrator": Administrator(name="cordon-operator", object_id=PRINCIPAL, tenant=TENANT),
        "link": PrivateLink(subnet=f"{SUBSCRIPTION}/endpoints", zones={each: each.zone for each in Service}),
    }
