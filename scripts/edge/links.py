"""Front Door's private links: what lies behind the edge must approve them once, and only those that are ours.

Anybody who knows a resource's id can ask it for a private link, with any words. So a target is left to people when more
connections wait there than the edge has asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from azure.mgmt.cdn import CdnManagementClient
from azure.mgmt.storage import StorageManagementClient
from azure.mgmt.web import WebSiteManagementClient

from scripts.errors import UserError
from scripts.session import Session

APPROVED, PENDING = "Approved", "Pending"


@dataclass(frozen=True)
class Link:
    """A connection at a target. `target` is an ARM id."""

    target: str
    name: str
    status: str


@dataclass
class Expected:
    """What the edge has asked of a target: with which words, and for how many links."""

    message: str
    asked: set[tuple[str, str]]


def links(session: Session) -> list[Link]:
    """The edge's connections at everything behind it. UserError where more are there than the edge has asked for."""
    found = []
    for target, expected in _expected(session).items():
        ours = [link for link, message in _at(session, target) if message == expected.message]
        waiting = [link for link in ours if link.status in (PENDING, APPROVED)]
        if len(waiting) > len(expected.asked):
            raise UserError(
                f"{target} has {len(waiting)} connections in the edge's words and the edge asked for "
                f"{len(expected.asked)}; reject the others by hand."
            )
        found += ours
    return found


def approve(session: Session) -> dict[str, Any]:
    """Approve those that wait. Run again, it finds nothing to do."""
    done = [_approve(session, link) for link in links(session) if link.status == PENDING]
    return {"approved": done, "now": {f"{link.target}/{link.name}": link.status for link in links(session)}}


def check(session: Session) -> dict[str, str]:
    """That every link the edge has asked for is approved."""
    found = links(session)
    approved = {link.target.lower() for link in found if link.status == APPROVED}
    missing = sorted(target for target in _expected(session) if target.lower() not in approved)
    waiting = [link.target for link in found if link.status == PENDING]
    if missing or waiting:
        raise UserError(
            f"The edge does not reach {', '.join(sorted({*missing, *waiting}))}; run `cordon edge approve`."
        )
    return {f"{link.target}/{link.name}": link.status for link in found}


def _expected(session: Session) -> dict[str, Expected]:
    client = session.azure.management(CdnManagementClient)
    parts = session.estate.edge.profile.split("/")
    place = (parts[4], parts[8])
    found: dict[str, Expected] = {}
    for group in client.afd_origin_groups.list_by_profile(*place):
        for origin in client.afd_origins.list_by_origin_group(*place, group.name):
            if link := origin.properties.shared_private_link_resource:
                expected = found.setdefault(link.private_link.id, Expected(link.request_message, set()))
                expected.asked.add((link.group_id, link.private_link_location))
    return found


def _at(session: Session, target: str) -> list[tuple[Link, str]]:
    """A target's connections, each with the words it was asked with."""
    place = target.split("/")[4], target.split("/")[8]
    if _is_web(target):
        listed = session.azure.management(WebSiteManagementClient).web_apps.get_private_endpoint_connection_list(*place)
    else:
        listed = session.azure.management(StorageManagementClient).private_endpoint_connections.list(*place)
    found = []
    for one in listed:
        state = one.properties.private_link_service_connection_state
        status = str(getattr(state.status, "value", state.status))
        found.append((Link(target, one.name, status), state.description or ""))
    return found


def _approve(session: Session, link: Link) -> str:
    place = link.target.split("/")[4], link.target.split("/")[8]
    message = _expected(session)[link.target].message  # the words stay: by them the link is known afterwards
    state = {"status": APPROVED, "description": message}
    body = {"properties": {"privateLinkServiceConnectionState": state}}
    if _is_web(link.target):
        web = session.azure.management(WebSiteManagementClient).web_apps
        web.begin_approve_or_reject_private_endpoint_connection(*place, link.name, body).result()
    else:
        session.azure.management(StorageManagementClient).private_endpoint_connections.put(*place, link.name, body)
    return f"{link.target}/{link.name}"


def _is_web(target: str) -> bool:
    return "/microsoft.web/sites/" in target.lower()
