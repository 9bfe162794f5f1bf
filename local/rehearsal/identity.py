"""Whom a rehearsal stands in for: the tenant, subscription and deploying identity that the stack's settings name.

Names are made out of the subscription's id. Where settings name none, the ids follow from the stack's name, so that one
rehearsal can be compared with the next.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

import yaml

from local.home import Home
from local.plane.store import Store


@dataclass(frozen=True, kw_only=True)
class Identity:
    tenant: str
    subscription: str
    client_id: str
    object_id: str


def identity(settings: Path, stack: str) -> Identity:
    """From `azure-native:tenantId` and its like in the stack's settings."""
    config = (yaml.safe_load(settings.read_text()) or {}).get("config") or {}

    def one(key: str) -> str:
        return str(config.get(f"azure-native:{key}") or uuid.uuid5(uuid.NAMESPACE_DNS, f"{key}.{stack}.cordon.invalid"))

    return Identity(
        tenant=one("tenantId"),
        subscription=one("subscriptionId"),
        client_id=one("clientId"),
        object_id=one("objectId"),
    )


def assume(home: Home, who: Identity) -> None:
    """Let the control plane of a home be this subscription's; before it starts."""
    store = Store(home.state)
    try:
        store.meta("tenant", who.tenant)
        store.meta("subscription", who.subscription)
        store.meta("operator.client_id", who.client_id)
        store.meta("operator.object_id", who.object_id)
    finally:
        store.close()
