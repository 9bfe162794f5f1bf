"""Which region the edge asks first: the priorities of the origins in its group. The lowest number serves."""

from __future__ import annotations

from typing import Any

from azure.mgmt.cdn import CdnManagementClient
from azure.mgmt.cdn.models import AFDOriginUpdateParameters, AFDOriginUpdatePropertiesParameters

from scripts.errors import UserError
from scripts.session import Session

GROUP = "app"


def priorities(session: Session) -> dict[str, int]:
    """Priority by region, asked of Azure."""
    client, group, profile = _where(session)
    found = {
        one.name: one.properties.priority for one in client.afd_origins.list_by_origin_group(group, profile, GROUP)
    }
    if not found:
        raise UserError(f"Front Door {profile} has no origins in {GROUP}.")
    return found


def prefer(session: Session, region: str) -> dict[str, int]:
    """Put one region first; the others keep their order behind it."""
    now = priorities(session)
    if region not in now:
        raise UserError(f"Region {region!r} is no origin of the edge; allowed are {', '.join(sorted(now))}.")
    order = [region, *sorted((one for one in now if one != region), key=lambda one: now[one])]
    client, group, profile = _where(session)
    for priority, origin in enumerate(order, start=1):
        if now[origin] != priority:
            body = AFDOriginUpdateParameters(properties=AFDOriginUpdatePropertiesParameters(priority=priority))
            client.afd_origins.begin_update(group, profile, GROUP, origin, body).result()
    return check(session, region)


def check(session: Session, region: str) -> dict[str, int]:
    """That this region comes first, and no other with it."""
    now = priorities(session)
    first = [origin for origin, priority in now.items() if priority == min(now.values())]
    if first != [region]:
        raise UserError(f"The edge asks {', '.join(first)} first, not {region}.")
    return now


def other(session: Session) -> str:
    """The region that would take over: the next in order."""
    now = priorities(session)
    return sorted(now, key=lambda one: now[one])[1] if len(now) > 1 else next(iter(now))


def first(session: Session) -> str:
    now = priorities(session)
    return min(now, key=lambda one: now[one])


def _where(session: Session) -> tuple[Any, str, str]:
    parts = session.estate.edge.profile.split("/")
    return session.azure.management(CdnManagementClient), parts[4], parts[-1]
