"""Who spoke with whom in one region's network: every flow, allowed or denied, kept and made searchable.

Flow logs of the network, not of its security groups: those can't be made any more since 2025-06-30.
"""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, managedidentity, network, storage

from components import storage_lifecycle
from components.base import Component, Place, PrivateLink
from components.naming import Kind
from components.private_link import Service
from components.roles import Role
from components.storage_account import private_account

SHORTEST = 90  # days
ANALYSED_EVERY = 10  # minutes, the shorter of Azure's two
AZURES_GROUP = "NetworkWatcherRG"  # where Azure makes watchers of its own


@dataclass(frozen=True, kw_only=True)
class WatcherArgs:
    """`own`: false where the subscription has a watcher in this region already; Azure allows one."""

    place: Place
    own: bool = True


class Watcher(Component):
    """Serves LOG-1 NET-2. What Azure hangs a region's flow logs on. Made before the network, or Azure makes another.

    Outputs: `watcher` (its name), `group` (the resource group's name).

    >>> Watcher("watcher-ne", WatcherArgs(place=place, own=False)).group
    'NetworkWatcherRG'
    """

    def __init__(self, name: str, args: WatcherArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        self.watcher: pulumi.Input[str] = f"NetworkWatcher_{args.place.location}"
        self.group: pulumi.Input[str] = AZURES_GROUP
        if args.own:
            made = network.NetworkWatcher(
                f"{name}-watcher",
                network_watcher_name=args.place.name(Kind.NETWORK_WATCHER),
                resource_group_name=args.place.group,
                location=args.place.location,
                tags=self.tags,
                opts=self.child,
            )
            self.watcher, self.group = made.name, args.place.group
        self.register_outputs({})


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """`network`: id of the network whose flows are logged."""

    place: Place
    watcher: Watcher
    network: pulumi.Input[str]
    link: PrivateLink
    workspace: pulumi.Input[str]
    keep_days: int = SHORTEST

    def __post_init__(self) -> None:
        if not SHORTEST <= self.keep_days <= 365:
            raise ValueError(f"keep_days {self.keep_days} is not allowed; allowed are {SHORTEST} to 365 days.")


class FlowLogs(Component):
    """Serves LOG-1 LOG-2 NET-2. In an account of its own: whoever may read logs gets nowhere near customers' content.

    Outputs: `account_id`.

    >>> args = FlowLogsArgs(place=place, watcher=watcher, network=network, link=link, workspace=workspace)
    >>> logs = FlowLogs("flows-ne", args)
    """

    def __init__(self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        region = args.place.region
        # Not copied to the pair: what it says of a region is of use while that region is there.
        account = private_account(self, "Standard_ZRS" if region and region.zones else "Standard_LRS", "flow")
        self._keep(account, args.keep_days)
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=args.place.name(Kind.IDENTITY, "flow"),
            resource_group_name=args.place.group,
            location=args.place.location,
            tags=self.tags,
            opts=self.child,
        )
        writes = self.grant(
            Role.STORAGE_BLOB_DATA_CONTRIBUTOR,
            identity.principal_id,
            authorization.PrincipalType.SERVICE_PRINCIPAL,
            account.id,
            "may-write",
        )
        self.private_endpoint(account.id, Service.BLOB, args.link, "flow")
        network.FlowLog(
            f"{name}-log",
            flow_log_name=args.place.name(Kind.FLOW_LOG),
            network_watcher_name=args.watcher.watcher,
            resource_group_name=args.watcher.group,
            location=args.place.location,
            target_resource_id=args.network,
            storage_id=account.id,
            # The account takes no shared keys: the writer signs in with an identity.
            identity=network.ManagedServiceIdentityArgs(
                type=network.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
            ),
            enabled=True,
            format=network.FlowLogFormatParametersArgs(type=network.FlowLogFormatType.JSON, version=2),
            retention_policy=network.RetentionPolicyParametersArgs(enabled=True, days=args.keep_days),
            flow_analytics_configuration=network.TrafficAnalyticsPropertiesArgs(
                network_watcher_flow_analytics_configuration=network.TrafficAnalyticsConfigurationPropertiesArgs(
                    enabled=True,
                    workspace_resource_id=args.workspace,
                    workspace_region=args.place.location,
                    traffic_analytics_interval=ANALYSED_EVERY,
                )
            ),
            tags=self.tags,
            opts=self.after(writes),
        )
        self.account_id = account.id
        self.register_outputs({"accountId": account.id})

    def _keep(self, account: storage.StorageAccount, days: int) -> None:
        """Deleted logs can be had back for a while; old ones go also where Azure's own retention leaves some."""
        blobs = storage.BlobServiceProperties(
            f"{self.name}-blobs",
            blob_services_name="default",
            account_name=account.name,
            resource_group_name=self.place.group,
            is_versioning_enabled=True,
            delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=True, days=14),
            container_delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=True, days=14),
            opts=self.child,
        )
        storage.ManagementPolicy(
            f"{self.name}-lifecycle",
            management_policy_name="default",
            account_name=account.name,
            resource_group_name=self.place.group,
            policy=storage.ManagementPolicySchemaArgs(rules=[storage_lifecycle.drop_after(days)]),
            opts=self.after(blobs),
        )
