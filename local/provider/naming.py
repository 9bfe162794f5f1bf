"""Names for resources whose program gives none, as azure-native makes them: logical name and eight random digits."""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid

from local.types.table import ResourceType

DIGITS = 8
# Longest name, and what may not be in it. Everything else: 80, letters, digits and hyphens.
RULES: dict[str, tuple[int, str]] = {
    "azure-native:storage:StorageAccount": (24, r"[^a-z0-9]"),
    "azure-native:keyvault:Vault": (24, r"[^a-zA-Z0-9-]"),
    "azure-native:storage:BlobContainer": (63, r"[^a-z0-9-]"),
    "azure-native:dbforpostgresql:Server": (63, r"[^a-z0-9-]"),
    "azure-native:frontdoor:Policy": (80, r"[^a-zA-Z0-9]"),
    "azure-native:resources:ResourceGroup": (90, r"[^\w.()-]"),
}
DEFAULT = (80, r"[^\w.-]")
GUIDS = frozenset({"azure-native:authorization:RoleAssignment", "azure-native:authorization:RoleDefinition"})


def automatic_name(kind: ResourceType, logical: str, seed: bytes) -> str:
    """The same seed gives the same name: the engine keeps one seed a step, so preview and update agree."""
    digest = hashlib.sha256(seed or secrets.token_bytes(32)).digest()
    if kind.token in GUIDS:
        return str(uuid.UUID(bytes=digest[:16], version=4))
    return fitting(kind, logical, digest.hex()[:DIGITS])


def fitting(kind: ResourceType, logical: str, suffix: str = "") -> str:
    """The logical name without what the type doesn't allow, shortened so that the suffix fits."""
    longest, forbidden = RULES.get(kind.token, DEFAULT)
    stem = logical if re.search(r"A-Z|\\w", forbidden) else logical.lower()
    return re.sub(forbidden, "", stem)[: longest - len(suffix)] + suffix
