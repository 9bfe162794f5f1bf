"""Keys of our own over one region's stores: whoever takes one away makes what it wraps unreadable, backups included.

An option. By default the provider's keys do this, FIPS 140 validated too, and nobody can lose them.
"""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, keyvault, managedidentity

from components.base import Component, Place, Precious, PrivateLink
from components.naming import Kind
from components.private_link import Service
from components.private_vault import private_vault, wrapping_key
from components.roles import Role
from controls.residency import Region, region

STORAGE, DATABASE = "storage", "postgres"


@dataclass(frozen=True, kw_only=True)
class CustomerKeysArgs:
    """`geo`: for the copies in the paired region: vault and identity are there, as Azure asks, reached from here."""

    place: Place
    tenant: pulumi.Input[str]
    link: PrivateLink
    geo: bool = False

    def __post_init__(self) -> None:
        here = self.place.region
        if self.geo and not (here and here.pair):
            raise ValueError(f"geo is not possible in {self.place.location}; it has no paired region in the EU.")

    @property
    def where(self) -> Region | None:
        here = self.place.region
        return region(here.pair) if self.geo and here and here.pair else here


class CustomerKeys(Component):
    """Serves ENC-2 ENC-3 ENC-4.

    Outputs: `identity`, the id of who may use the keys, known once it may; `uri` of the vault; `key`, a key's URI.

    >>> keys = CustomerKeys("keys-ne", CustomerKeysArgs(place=place, tenant=tenant, link=link))
    """

    def __init__(self, name: str, args: CustomerKeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        what, where = "geo" if args.geo else "cmk", args.where
        # Azure's own services come in past the network: storage and PostgreSQL have no private way to a vault.
        trusted = keyvault.NetworkRuleBypassOptions.AZURE_SERVICES
        vault = private_vault(self, args.tenant, what, where=where, bypass=trusted)
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=args.place.names(Kind.IDENTITY, where, args.place.what(Kind.IDENTITY, what)),
            resource_group_name=args.place.group,
            location=where.name if where else args.place.location,
            tags=self.tags,
            opts=self.child,
        )
        may = self.grant(
            Role.KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER,
            identity.principal_id,
            authorization.PrincipalType.SERVICE_PRINCIPAL,
            vault.id,
            "may-wrap",
        )
        made = [wrapping_key(self, vault, key) for key in ((DATABASE,) if args.geo else (STORAGE, DATABASE))]
        self.private_endpoint(vault.id, Service.VAULT, args.link, what)
        self.precious = Precious(vault.id, "Without its keys, the region's stores and their backups can't be read.")
        ready = pulumi.Output.all(may.id, *(key.id for key in made))
        self.identity = pulumi.Output.all(identity.id, ready).apply(lambda known: str(known[0]))
        self.uri = vault.properties.vault_uri
        self.register_outputs({"vaultId": vault.id})

    def key(self, name: str) -> pulumi.Output[str]:
        """Without a version: Azure takes the newest, so that a rotation needs no deployment."""
        return self.uri.apply(lambda uri: f"{uri.rstrip('/')}/keys/{name}")


@dataclass(frozen=True)
class StoreKeys:
    """Of one region: `geo` where its database's backups are copied to the pair."""

    here: CustomerKeys
    geo: CustomerKeys | None = None
