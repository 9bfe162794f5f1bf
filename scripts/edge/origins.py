"""Which region the edge asks first: the priorities of the origins in its groups. The lowest number serves."""

from __future__ import annotations

from typing import Any

from azure.mgmt.cdn import CdnManagementClient
from azure.mgmt.cdn.models import AFDOriginUpdateParameters, AFDOriginUpdatePropertiesParameters

from scripts.errors import UserError
from scripts.session import Session

Groups = dict[str, dict[str, int]]


def groups(session: Session) -> Groups:
    """Priority by region, by origin group, asked of Azure."""
    client, resources, profile = _where(session)
    found = {
        one.name: {
            origin.name: origin.properties.priority
            for origin in client.afd_origins.list_by_origin_group(resources, profile, one.name)
        }
        for one in client.afd_origin_groups.list_by_profile(resources, profile)
    }
    if not any(found.values()):
        raise UserError(f"Front Door {profile} has no origins.")
    return {name: origins for name, origins in sorted(found.items()) if origins}


def priorities(session: Session) -> dict[str, int]:
    """`group/region` and its priority."""
    return {f"{name}/{region}": n for name, origins in groups(session).items() for region, n in origins.items()}


def prefer(session: Session, region: str) -> dict[str, int]:
    """Put one region first in every group; the others keep their order behind it."""
    now = groups(session)
    for name, origins in now.items():
        if region not in origins:
            raise UserError(f"Region {region!r} is no origin in {name}; allowed are {', '.join(sorted(origins))}.")
    client, resources, profile = _where(session)
    for name, origins in now.items():
        order = [region, *sorted((one for one in origins if one != region), key=lambda one: origins[one])]
        for priority, origin in enumerate(order, start=1):
            if origins[origin] != priority:
                body = AFDOriginUpdateParameters(properties=AFDOriginUpdatePropertiesParameters(priority=priority))
                client.afd_origins.begin_update(resources, profile, name, origin, body).result()
    return check(session, region)


def check(session: Session, region: str) -> dict[str, int]:
    """That this region comes first in every group, and no other with it."""
    for name, origins in groups(session).items():
        first = [origin for origin, priority in origins.items() if priority == min(origins.values())]
        if first != [region]:
            raise UserError(f"The edge asks {', '.join(first)} first in {name}, not {region}.")
    return priorities(session)


def ranked(session: Session) -> list[str]:
    """The regions of the first group, the serving one first."""
    origins = next(iter(groups(session).values()))
    return sorted(origins, key=lambda one: origins[one])


def _where(session: Session) -> tuple[Any, str, str]:
    parts = session.estate.edge.profile.split("/")
    return session.azure.management(CdnManagementClient), parts[4], parts[-1]
