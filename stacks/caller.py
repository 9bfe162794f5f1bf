"""Who deploys, and what Azure says of the subscription."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who deploys, and into which subscription: what the provider was given, never a setting.

    `role_policies`: the names of the roles' rules, by the role's GUID; empty where nobody is eligible for a role.
    """

    subscription: str
    tenant: str
    object_id: str
    role_policies: Mapping[str, str] = field(default_factory=dict)
