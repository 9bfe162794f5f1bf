"""PostgreSQL of one region: Entra sign-in only, private, restorable to any moment of 35 days and in the pair."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization
from pulumi_azure_native import dbforpostgresql as postgres

from components.base import Component, DataClass, Place, Precious, PrivateLink
from components.customer_keys import DATABASE as KEY
from components.customer_keys import StoreKeys
from components.database_parameters import PARAMETERS
from components.naming import Kind
from components.private_link import Service

DATABASE = "app"
SUNDAY, MONDAY = 0, 1
RETENTION = 35  # days of point-in-time restore, Azure's longest


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """The Entra principal that administers the server; `name` becomes a PostgreSQL role."""

    name: str
    object_id: pulumi.Input[str]
    tenant: pulumi.Input[str]
    kind: authorization.PrincipalType = authorization.PrincipalType.SERVICE_PRINCIPAL


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    place: Place
    administrator: Administrator
    link: PrivateLink
    workspace: pulumi.Input[str]
    version: str = "17"
    sku: str = "Standard_D2ds_v5"
    storage_gb: int = 128
    zone_redundant: bool = True
    geo_redundant: bool = True
    keys: StoreKeys | None = None

    def __post_init__(self) -> None:
        region = self.place.region
        if self.keys and self.geo_redundant and not self.keys.geo:
            raise ValueError(
                "keys have none for the copies in the paired region; allowed are keys with geo, or geo_redundant false."
            )
        if self.zone_redundant and not (region and region.zones):
            raise ValueError(f"zone_redundant is not possible in {self.place.location}; it has no availability zones.")
        if self.geo_redundant and not (region and region.pair):
            raise ValueError(
                f"geo_redundant is not possible in {self.place.location}; it has no paired region in the EU."
            )


class Database(Component):
    """Serves ENC-1 ENC-2 ENC-3 RES-2 RES-3 ACC-1 ACC-2 LOG-1 LOG-4 BAK-1 BAK-2.

    Outputs: `server_id`, `server_name`, `fqdn`; `ready`, the last thing made: what needs the database waits for it.

    >>> server = Database("database-ne", DatabaseArgs(
    ...     place=place, administrator=administrator, link=link, workspace=workspace, version="16"))
    """

    data_class = DataClass.CUSTOMER

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        ha = postgres.PostgreSqlFlexibleServerHighAvailabilityMode
        geo = postgres.GeographicallyRedundantBackup
        server = postgres.Server(
            f"{name}-server",
            server_name=args.place.name(Kind.POSTGRES),
            resource_group_name=args.place.group,
            location=args.place.location,
            create_mode=postgres.CreateMode.CREATE,
            version=args.version,
            sku=postgres.SkuArgs(name=args.sku, tier=postgres.SkuTier.GENERAL_PURPOSE),
            storage=postgres.StorageArgs(storage_size_gb=args.storage_gb, auto_grow=postgres.StorageAutoGrow.ENABLED),
            backup=postgres.BackupArgs(
                backup_retention_days=RETENTION,
                # Only at creation: a server made without it has to be made again.
                geo_redundant_backup=geo.ENABLED if args.geo_redundant else geo.DISABLED,
            ),
            high_availability=postgres.HighAvailabilityArgs(
                mode=ha.ZONE_REDUNDANT if args.zone_redundant else ha.DISABLED
            ),
            auth_config=_entra_only(args.administrator.tenant),
            network=_private(),
            maintenance_window=_at_night(SUNDAY),
            identity=_users_of(args.keys),
            data_encryption=_wrapped_by(args.keys),
            tags=self.tags,
            opts=self.child,
        )
        self.server_id, self.server_name, self.fqdn = server.id, server.name, server.fully_qualified_domain_name
        self.ready = self._configure(server, args.administrator)
        self.private_endpoint(server.id, Service.POSTGRES, args.link, "postgres", after=self.ready)
        self.send_logs(args.workspace)
        self.precious = Precious(server.id, "Deleting the server deletes its automated backups with it.")
        self.register_outputs({"serverId": server.id})

    def _configure(self, server: postgres.Server, administrator: Administrator) -> pulumi.Resource:
        """One after the other: a server refuses a change (`ServerIsBusy`) while another is under way."""
        before: pulumi.Resource = postgres.AdministratorsMicrosoftEntra(
            f"{self.name}-administrator",
            object_id=administrator.object_id,
            principal_name=administrator.name,
            principal_type=administrator.kind.value,
            tenant_id=administrator.tenant,
            server_name=server.name,
            resource_group_name=self.place.group,
            opts=self.child,
        )
        for parameter, value in PARAMETERS.items():
            before = postgres.Configuration(
                f"{self.name}-{parameter}",
                configuration_name=parameter,
                value=value,
                source="user-override",
                server_name=server.name,
                resource_group_name=self.place.group,
                opts=self.after(before),
            )
        return postgres.Database(
            f"{self.name}-{DATABASE}",
            database_name=DATABASE,
            charset="UTF8",
            collation="en_US.utf8",
            server_name=server.name,
            resource_group_name=self.place.group,
            opts=self.after(before),
        )


@dataclass(frozen=True, kw_only=True)
class ReplicaArgs:
    """`place` is where the replica goes; `source` the database it follows, in another region; `keys`, the place's."""

    place: Place
    source: Database
    administrator: Administrator
    link: PrivateLink
    workspace: pulumi.Input[str]
    sku: str = "Standard_D2ds_v5"
    storage_gb: int = 128
    keys: StoreKeys | None = None

    def __post_init__(self) -> None:
        if self.place.location == self.source.place.location:
            raise ValueError(
                f"replica in {self.place.location} follows a server in the same region; allowed is another one."
            )


class Replica(Component):
    """Serves RES-1 RES-2 BAK-4. A read replica in another EU region, to be promoted when the first is lost.

    Outputs: `server_id`, `server_name`, `fqdn`.

    >>> replica = Replica("replica-we", ReplicaArgs(
    ...     place=elsewhere, source=database, administrator=administrator, link=link, workspace=workspace))
    """

    data_class = DataClass.CUSTOMER

    def __init__(self, name: str, args: ReplicaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        origin = args.source.place.region
        of = f"of-{origin.code}" if origin else ""  # a region may hold replicas of several others
        keys = StoreKeys(args.keys.here) if args.keys else None  # a replica has no copies elsewhere
        server = postgres.Server(
            f"{name}-server",
            server_name=args.place.name(Kind.POSTGRES, of),
            resource_group_name=args.place.group,
            location=args.place.location,
            create_mode=postgres.CreateMode.REPLICA,
            source_server_resource_id=args.source.server_id,
            sku=postgres.SkuArgs(name=args.sku, tier=postgres.SkuTier.GENERAL_PURPOSE),
            storage=postgres.StorageArgs(storage_size_gb=args.storage_gb, auto_grow=postgres.StorageAutoGrow.ENABLED),
            auth_config=_entra_only(args.administrator.tenant),
            network=_private(),
            maintenance_window=_at_night(MONDAY),  # never in the night of the server that it follows
            identity=_users_of(keys),
            data_encryption=_wrapped_by(keys),
            tags=self.tags,
            opts=self.after(args.source.ready),
        )
        self.server_id, self.server_name, self.fqdn = server.id, server.name, server.fully_qualified_domain_name
        self.private_endpoint(server.id, Service.POSTGRES, args.link, f"replica-{of}".rstrip("-"))
        self.send_logs(args.workspace)
        self.register_outputs({"serverId": server.id})


def _entra_only(tenant: pulumi.Input[str]) -> postgres.AuthConfigArgs:
    return postgres.AuthConfigArgs(
        active_directory_auth=postgres.MicrosoftEntraAuth.ENABLED,
        password_auth=postgres.PasswordBasedAuth.DISABLED,
        tenant_id=tenant,
    )


def _private() -> postgres.NetworkArgs:
    return postgres.NetworkArgs(public_network_access=postgres.ServerPublicNetworkAccessState.DISABLED)


def _at_night(day: int) -> postgres.MaintenanceWindowArgs:
    """02:00 UTC, before the daily dump."""
    return postgres.MaintenanceWindowArgs(custom_window="Enabled", day_of_week=day, start_hour=2, start_minute=0)


def _users_of(keys: StoreKeys | None) -> postgres.UserAssignedIdentityArgs | None:
    if not keys:
        return None
    ids = pulumi.Output.all(*(each.identity for each in (keys.here, keys.geo) if each))
    return postgres.UserAssignedIdentityArgs(
        type=postgres.IdentityType.USER_ASSIGNED,
        user_assigned_identities=ids.apply(lambda known: {str(each): postgres.UserIdentityArgs() for each in known}),
    )


def _wrapped_by(keys: StoreKeys | None) -> postgres.DataEncryptionArgs | None:
    """Only at creation: a server can't change between the provider's keys and ours."""
    if not keys:
        return None
    return postgres.DataEncryptionArgs(
        type=postgres.DataEncryptionType.AZURE_KEY_VAULT,
        primary_key_uri=keys.here.key(KEY),
        primary_user_assigned_identity_id=keys.here.identity,
        geo_backup_key_uri=keys.geo.key(KEY) if keys.geo else None,
        geo_backup_user_assigned_identity_id=keys.geo.identity if keys.geo else None,
    )
