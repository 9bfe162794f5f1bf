"""The custom role of whoever deploys an environment: the estate's own services, and no more."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization

from components.base import Component, Place

# By service: what the program makes. A service that isn't here can't be made by the pipeline, whoever asks it to.
SERVICES = (
    "Microsoft.Alertsmanagement",
    "Microsoft.App",
    "Microsoft.Cdn",
    "Microsoft.ContainerRegistry",
    "Microsoft.DataProtection",
    "Microsoft.DBforPostgreSQL",
    "Microsoft.Insights",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.OperationsManagement",
    "Microsoft.RecoveryServices",
    "Microsoft.Security",
    "Microsoft.SecurityInsights",
    "Microsoft.Storage",
    "Microsoft.Web",
)
# The rest by name: permissions, locks and policies are what an intruder would want, and vaults could be purged.
ACTIONS = (
    "Microsoft.Authorization/*/read",
    "Microsoft.Authorization/locks/write",
    "Microsoft.Authorization/locks/delete",
    "Microsoft.Authorization/policyAssignments/write",
    "Microsoft.Authorization/policyAssignments/delete",
    "Microsoft.Authorization/policyDefinitions/write",
    "Microsoft.Authorization/policyDefinitions/delete",
    "Microsoft.Authorization/policyExemptions/write",
    "Microsoft.Authorization/policyExemptions/delete",
    "Microsoft.Authorization/policySetDefinitions/write",
    "Microsoft.Authorization/policySetDefinitions/delete",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleAssignments/delete",
    "Microsoft.KeyVault/vaults/read",
    "Microsoft.KeyVault/vaults/write",
    "Microsoft.KeyVault/vaults/delete",
    "Microsoft.KeyVault/vaults/keys/read",
    "Microsoft.KeyVault/vaults/keys/write",
    "Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action",
    "Microsoft.KeyVault/checkNameAvailability/read",
    "Microsoft.KeyVault/locations/deletedVaults/read",
    "Microsoft.Resources/deployments/*",
    "Microsoft.Resources/subscriptions/read",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
    "Microsoft.Resources/subscriptions/resourceGroups/write",
    "Microsoft.Resources/subscriptions/resourceGroups/delete",
    "Microsoft.Resources/subscriptions/resourcegroups/resources/read",
)
NEVER = (
    # Another federation would let another repository be the deployer.
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete",
    "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/delete",
    "Microsoft.Storage/storageAccounts/listKeys/action",
    "Microsoft.Storage/storageAccounts/regenerateKey/action",
)


@dataclass(frozen=True, kw_only=True)
class DeployerRoleArgs:
    place: Place


class DeployerRole(Component):
    """Serves ACC-1 ACC-4 SDL-7.

    Why a role of our own: the built-in ones that can deploy this estate are Owner, or Contributor with User Access
    Administrator, and each may do everything in the subscription. This one names the services, can read no account's
    keys and purge no vault, touches no data, and can make nobody eligible for a role.

    Outputs: `definition_id`.

    >>> role = DeployerRole("deployer-role", DeployerRoleArgs(place=everywhere))
    """

    def __init__(self, name: str, args: DeployerRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        scope = f"/subscriptions/{args.place.subscription}"
        definition = authorization.RoleDefinition(
            f"{name}-definition",
            role_definition_id=args.place.names.guid(name),
            role_name=f"cordon deployer ({args.place.names.environment} {args.place.names.suffix})",
            role_type="CustomRole",
            description="Deploys the estate: its services by name, no keys of accounts, no purge of vaults.",
            scope=scope,
            assignable_scopes=[scope],
            permissions=[
                authorization.PermissionArgs(
                    actions=[*(f"{service}/*" for service in SERVICES), *ACTIONS],
                    not_actions=list(NEVER),
                    data_actions=[],
                    not_data_actions=[],
                )
            ],
            opts=self.child,
        )
        self.definition_id = definition.id
        self.register_outputs({"definitionId": definition.id})
