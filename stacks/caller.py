"""Who deploys."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who deploys, and into which subscription: what the provider was given, never a setting."""

    subscription: str
    tenant: str
    object_id: str
