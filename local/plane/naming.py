"""Azure's rules for resource names, and which names are unique in the whole of Azure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from local.plane.behaviour import ArmError
from local.plane.ids import ArmId

if TYPE_CHECKING:
    from local.plane.store import Store


class Rule(NamedTuple):
    pattern: str
    text: str
    code: str = "InvalidResourceName"


# Source: "Naming rules and restrictions for Azure resources" of Microsoft Learn.
GUID = Rule(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "must be a GUID")
NETWORK = Rule(r"[a-zA-Z0-9]([\w.-]{0,78}\w)?", "begins with a letter or digit, ends with one or _, 1 to 80 characters")
RULES: dict[str, Rule] = {
    "microsoft.resources/resourcegroups": Rule(
        r"[-\w._()]{0,89}[-\w_()]",
        "1 to 90 letters, digits, - _ ( ) . and no period at the end",
        "InvalidResourceGroup",
    ),
    "microsoft.storage/storageaccounts": Rule(
        r"[a-z0-9]{3,24}",
        "must be between 3 and 24 characters in length and use numbers and lower-case letters only",
        "AccountNameInvalid",
    ),
    "microsoft.storage/storageaccounts/blobservices/containers": Rule(
        r"\$root|\$web|\$logs|(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
        "3 to 63 lower-case letters, digits and single hyphens",
        "ContainerNameInvalid",
    ),
    "microsoft.keyvault/vaults": Rule(
        r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]",
        "3 to 24 letters, digits and single hyphens, beginning with a letter",
        "VaultNameNotValid",
    ),
    "microsoft.keyvault/vaults/keys": Rule(r"[a-zA-Z0-9-]{1,127}", "1 to 127 letters, digits and hyphens"),
    "microsoft.keyvault/vaults/secrets": Rule(r"[a-zA-Z0-9-]{1,127}", "1 to 127 letters, digits and hyphens"),
    "microsoft.dbforpostgresql/flexibleservers": Rule(
        r"[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]",
        "3 to 63 lower-case letters, digits and hyphens, no hyphen at either end",
        "InvalidServerName",
    ),
    "microsoft.dbforpostgresql/flexibleservers/databases": Rule(
        r"[a-zA-Z_][\w-]{0,62}", "1 to 63 letters, digits, _ and -, beginning with a letter or _", "InvalidDatabaseName"
    ),
    "microsoft.network/virtualnetworks": Rule(NETWORK.pattern.replace("78", "62"), NETWORK.text.replace("80", "64")),
    "microsoft.network/virtualnetworks/subnets": NETWORK,
    "microsoft.network/networksecuritygroups": NETWORK,
    "microsoft.network/routetables": NETWORK,
    "microsoft.network/publicipaddresses": NETWORK,
    "microsoft.network/privateendpoints": Rule(NETWORK.pattern.replace("78", "62"), NETWORK.text.replace("80", "64")),
    "microsoft.network/frontdoorwebapplicationfirewallpolicies": Rule(
        r"[a-zA-Z][a-zA-Z0-9]{0,127}", "1 to 128 letters and digits, beginning with a letter"
    ),
    "microsoft.operationalinsights/workspaces": Rule(
        r"[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]", "4 to 63 letters, digits and hyphens, no hyphen at either end"
    ),
    "microsoft.dataprotection/backupvaults": Rule(
        r"[a-zA-Z][a-zA-Z0-9-]{1,49}", "2 to 50 letters, digits and hyphens, beginning with a letter"
    ),
    "microsoft.dataprotection/backupvaults/backuppolicies": Rule(
        r"[a-zA-Z][a-zA-Z0-9-]{2,149}", "3 to 150 letters, digits and hyphens, beginning with a letter"
    ),
    "microsoft.recoveryservices/vaults": Rule(
        r"[a-zA-Z][a-zA-Z0-9-]{1,49}", "2 to 50 letters, digits and hyphens, beginning with a letter"
    ),
    "microsoft.cdn/profiles": Rule(
        r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,88}[a-zA-Z0-9])?", "1 to 90 letters, digits and hyphens, no hyphen at either end"
    ),
    "microsoft.cdn/profiles/afdendpoints": Rule(
        r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,44}[a-zA-Z0-9])?", "1 to 46 letters, digits and hyphens, no hyphen at either end"
    ),
    "microsoft.web/sites": Rule(
        r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,58}[a-zA-Z0-9])?", "2 to 60 letters, digits and hyphens, no hyphen at either end"
    ),
    "microsoft.managedidentity/userassignedidentities": Rule(
        r"[a-zA-Z0-9][\w-]{2,127}", "3 to 128 letters, digits, _ and -, beginning with a letter or digit"
    ),
    "microsoft.authorization/roleassignments": GUID._replace(code="InvalidRoleAssignmentId"),
    "microsoft.authorization/roledefinitions": GUID._replace(code="InvalidRoleDefinitionId"),
}
ANY = Rule(r"[^<>%&\\?/\x00-\x1f]{1,260}", "1 to 260 characters, none of < > % & \\ ? /")

# Names that are part of a public host name. Front Door endpoints aren't here: Azure adds a hash of its own to theirs.
GLOBAL: dict[str, tuple[str, str]] = {
    "microsoft.storage/storageaccounts": (
        "StorageAccountAlreadyTaken",
        "The storage account named {} is already taken.",
    ),
    "microsoft.keyvault/vaults": (
        "VaultAlreadyExists",
        "The vault name '{}' is already in use. Vault names are globally unique so it is possible that the name is "
        "already taken.",
    ),
    "microsoft.dbforpostgresql/flexibleservers": (
        "ServerNameAlreadyExists",
        "Specified server name {} is already used. Please specify a different server name.",
    ),
    "microsoft.web/sites": ("Conflict", "Website with given name {} already exists."),
}


def check_name(parsed: ArmId, type: str) -> None:
    """ArmError 400 where Azure wouldn't take the name."""
    rule = RULES.get(type.lower(), ANY)
    if re.fullmatch(rule.pattern, parsed.name) is None:
        raise ArmError(
            400, rule.code, f"The name '{parsed.name}' of a resource of type '{type}' is invalid: {rule.text}."
        )


def taken(store: Store, type: str, name: str, except_id: str = "") -> tuple[str, str] | None:
    """Azure's code and text where a globally unique name belongs to another resource already."""
    known = GLOBAL.get(type.lower())
    if known is None:
        return None
    others = [body for body in store.list(type=type, name=name) if body["id"].lower() != except_id.lower()]
    return (known[0], known[1].format(name)) if others else None


def check_global(store: Store, parsed: ArmId, type: str) -> None:
    """ArmError 409 where a globally unique name is taken."""
    if found := taken(store, type, parsed.name, parsed.path):
        raise ArmError(409, *found)
