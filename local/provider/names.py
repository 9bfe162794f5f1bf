"""Names for resources that a program leaves unnamed, as azure-native makes them: logical name and eight digits."""

from __future__ import annotations

import random
import re
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class NameRule:
    forbidden: str  # regular expression of the characters that are dropped
    longest: int
    lower: bool = False


# Azure: "Naming rules and restrictions for Azure resources".
RULES = {
    "microsoft.storage/storageaccounts": NameRule(r"[^a-z0-9]", 24, lower=True),
    "microsoft.keyvault/vaults": NameRule(r"[^a-zA-Z0-9-]", 24),
    "microsoft.dbforpostgresql/flexibleservers": NameRule(r"[^a-z0-9-]", 63, lower=True),
    "microsoft.network/frontdoorwebapplicationfirewallpolicies": NameRule(r"[^a-zA-Z0-9]", 128),
}
USUAL = NameRule(r"[^a-zA-Z0-9._-]", 80)
BY_UUID = {"microsoft.authorization/roleassignments", "microsoft.authorization/roledefinitions"}
DIGITS = 8


def automatic(arm_type: str, logical: str, seed: bytes) -> str:
    """The same seed gives the same name: the engine keeps it from preview to deployment."""
    source = random.Random(seed)  # noqa: S311 uniqueness, not secrecy
    if arm_type.lower() in BY_UUID:
        return str(uuid.UUID(int=source.getrandbits(128), version=4))
    rule = RULES.get(arm_type.lower(), USUAL)
    stem = re.sub(rule.forbidden, "", logical.lower() if rule.lower else logical)
    return stem[: rule.longest - DIGITS] + f"{source.getrandbits(4 * DIGITS):0{DIGITS}x}"
