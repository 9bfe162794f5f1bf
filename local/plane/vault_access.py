"""Who may reach a vault's content: the token and its challenge, the network, roles or access policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.plane.behaviour import ArmError, Body
from local.plane.tokens import VAULT, Claims

if TYPE_CHECKING:
    from local.plane.plane import Plane

VAULTS, ENDPOINTS = "Microsoft.KeyVault/vaults", "Microsoft.Network/privateEndpoints"
PREFIX = "Microsoft.KeyVault/vaults/"


class VaultError(ArmError):
    """A data plane's refusal: like ARM's, with an inner code."""

    def __init__(self, status: int, code: str, message: str, inner: str = "") -> None:
        super().__init__(status, code, message)
        self.inner = inner


@dataclass(frozen=True)
class Visit:
    """One request to one vault, with its caller."""

    plane: Plane
    vault: Body
    claims: Claims

    @property
    def name(self) -> str:
        return self.vault["name"]

    @property
    def url(self) -> str:
        return f"https://{self.name.lower()}.vault.localhost:{self.plane.port}"

    @property
    def properties(self) -> Body:
        return self.vault["properties"]

    @property
    def retention_days(self) -> int:
        return int(self.properties.get("softDeleteRetentionInDays") or 90)

    @property
    def purge_protected(self) -> bool:
        return bool(self.properties.get("enablePurgeProtection"))

    @property
    def recovery_level(self) -> str:
        return "Recoverable" if self.purge_protected else "Recoverable+Purgeable"

    def require(self, action: str, permission: str, item: str = "") -> None:
        """VaultError 403 unless the caller may: `action` "secrets/getSecret/action" by role, or `permission`
        "get" by access policy where the vault still uses those."""
        kind = action.split("/", 1)[0]
        if self.properties.get("enableRbacAuthorization"):
            scope = f"{self.vault['id']}/{kind}/{item}" if item else self.vault["id"]
            if self.plane.access.allowed(self.claims["oid"], PREFIX + action, scope, data=True):
                return
            text = (
                "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or "
                "role definitions were changed recently, please observe propagation time.\r\n"
                f"Caller: appid={self.claims.get('appid')};oid={self.claims['oid']};iss={self.claims['iss']}\r\n"
                f"Action: '{PREFIX + action}'\r\nResource: '{scope.lower()}'\r\nAssignment: (not found)\r\n"
                f"DenyAssignmentId: null\r\nDecisionReason: null \r\n"
                f"Vault: {self.name};location={self.vault['location']}"
            )
            raise VaultError(403, "Forbidden", text, "ForbiddenByRbac")
        kind = "keys" if kind == "keyrotationpolicies" else kind
        for policy in self.properties.get("accessPolicies") or []:
            granted = {str(one).lower() for one in (policy.get("permissions") or {}).get(kind) or []}
            if policy.get("objectId") == self.claims["oid"] and ({permission.lower(), "all"} & granted):
                return
        text = (
            f"The user, group or application 'appid={self.claims.get('appid')};oid={self.claims['oid']}' does not have "
            f"{kind} {permission} permission on key vault '{self.name};location={self.vault['location']}'."
        )
        raise VaultError(403, "Forbidden", text, "AccessDenied")


def enter(plane: Plane, host_name: str, header: str) -> Visit:
    """The vault behind a host name for whoever holds a good token; ArmError 401 carries the challenge."""
    found = plane.store.list(type=VAULTS, name=host_name)
    if not found:
        raise VaultError(404, "VaultNotFound", f"There is no vault '{host_name}'; on Azure its name wouldn't resolve.")
    resource = f"https://vault.localhost:{plane.port}"
    challenge = f'Bearer authorization="{plane.url}/{plane.tenant}", resource="{resource}"'
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        text = "AKV10000: Request is missing a Bearer or PoP token."
        raise ArmError(401, "Unauthorized", text, headers={"WWW-Authenticate": challenge})
    try:
        claims = plane.tokens.verify(token, audience=(resource, VAULT))
    except ArmError as error:
        code = "AKV10022: Invalid audience." if error.code.endswith("Audience") else "AKV10032: Invalid token."
        text = f"{code} {error.message}"
        headers = {"WWW-Authenticate": f'{challenge}, error="invalid_token"'}
        raise ArmError(401, "Unauthorized", text, headers=headers) from None
    _check_network(plane, found[0])
    return Visit(plane, found[0], claims)


def _check_network(plane: Plane, vault: Body) -> None:
    """A vault that is closed to the public is reached only where it has a private endpoint."""
    properties = vault["properties"]
    closed = str(properties.get("publicNetworkAccess", "Enabled")).lower() == "disabled"
    acls = properties.get("networkAcls") or {}
    filtered = str(acls.get("defaultAction", "Allow")).lower() == "deny"
    if not (closed or filtered) or _has_private_endpoint(plane, vault["id"]):
        return
    if closed:
        text = (
            "Public network access is disabled and request is not from a trusted service nor via an approved private "
            f"link.\r\nVault: {vault['name']};location={vault['location']}"
        )
        raise VaultError(403, "Forbidden", text, "ForbiddenByConnection")
    addresses = {str(rule.get("value", "")).split("/")[0] for rule in acls.get("ipRules") or []}
    if "127.0.0.1" not in addresses:
        text = f"Client address is not authorized and caller is not a trusted service.\r\nVault: {vault['name']}"
        raise VaultError(403, "Forbidden", text, "ForbiddenByFirewall")


def _has_private_endpoint(plane: Plane, vault_id: str) -> bool:
    for endpoint in plane.store.list(type=ENDPOINTS):
        properties = endpoint.get("properties") or {}
        for connection in properties.get("privateLinkServiceConnections") or []:
            inner = connection.get("properties") or {}
            state = (inner.get("privateLinkServiceConnectionState") or {}).get("status", "Approved")
            if str(inner.get("privateLinkServiceId", "")).lower() == vault_id.lower() and state == "Approved":
                return True
    return False
