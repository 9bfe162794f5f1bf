"""Which restores Azure accepts: to a point in time in the region, to the end of the geo copy in the pair."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from local.behaviours.postgres_estate import SERVER, rfc3339
from local.data.geocopy import copied_point
from local.data.restore import Plan
from local.data.stanza import COPY, KEPT_AFTER_DROP, PRIMARY, Stanza, now
from local.plane.behaviour import ArmError, Body, Call

if TYPE_CHECKING:
    from local.plane.plane import Plane

RESTORES = ("pointintimerestore", "georestore", "revivedropped")


def source_of(plane: Plane, call: Call) -> Body | None:
    """The server that a new one is made from, as it is stored."""
    source = call.properties.get("sourceServerResourceId")
    found = plane.store.get(source) if source else None
    return found if found and found["type"].lower() == SERVER.lower() else None


def check_source(plane: Plane, call: Call) -> None:
    """ArmError where Azure refuses to make a server from this source, there, or as of then."""
    mode = str(call.properties.get("createMode") or "Create").lower()
    if mode not in (*RESTORES, "replica"):
        return
    asked = call.properties.get("sourceServerResourceId")
    if not asked:
        raise _invalid("sourceServerResourceId", f"it is required with createMode {call.properties['createMode']}")
    source = source_of(plane, call)
    if source is None and mode in ("pointintimerestore", "replica"):
        text = f"The source server '{asked}' was not found."
        raise ArmError(404, "SourceServerNotFound", text)
    if mode == "replica":
        if source and "Replica" in str(source["properties"].get("replicationRole")):
            raise _invalid("sourceServerResourceId", "a replica can't have replicas of its own")
        return
    if plane.rehearsal:
        return
    stanza, here = _stanza(plane, asked), call.body["location"]
    if mode == "georestore":
        _check_geo(stanza, here, _point(call))
        return
    if here != stanza.region:
        raise _invalid(
            "location", f"a restore to a point in time stays in {stanza.region}; geo-restore goes to the pair"
        )
    _check_point(source, stanza, _point(call))


def _check_geo(stanza: Stanza, here: str, point: datetime | None) -> None:
    if not stanza.pair:
        text = "The source server has no geo-redundant backup; it can only be chosen when a server is created."
        raise ArmError(400, "GeoBackupNotEnabled", text)
    if here != stanza.pair:
        raise _invalid("location", f"a geo-restore goes to the paired region, {stanza.pair}")
    copied = copied_point(stanza)
    if copied is None:
        raise ArmError(
            400, "GeoBackupNotAvailable", f"No backup has reached {stanza.pair} yet; try again in a few minutes."
        )
    if point and point < copied:
        text = f"a geo-restore goes to the latest point copied, {rfc3339(copied)}, and to no earlier one"
        raise _invalid("pointInTimeUTC", text)


def _check_point(source: Body | None, stanza: Stanza, point: datetime | None) -> None:
    if point is None:
        raise _invalid("pointInTimeUTC", "it is required")
    last = datetime.fromisoformat(stanza.dropped) if stanza.dropped else now()
    first = _earliest(source, stanza)
    if not first <= point <= last + timedelta(seconds=1):
        raise _invalid("pointInTimeUTC", f"it must lie between {rfc3339(first)} and {rfc3339(last)}")


def _earliest(source: Body | None, stanza: Stanza) -> datetime:
    shown = ((source or {}).get("properties", {}).get("backup") or {}).get("earliestRestoreDate")
    return datetime.fromisoformat(shown) if shown else datetime.fromisoformat(stanza.created)


def _stanza(plane: Plane, server: str) -> Stanza:
    found = Stanza.of_server(plane.home, server)
    if found is None or (found.dropped and now() - datetime.fromisoformat(found.dropped) > KEPT_AFTER_DROP):
        raise ArmError(404, "SourceServerNotFound", f"There are no backups of '{server}'.")
    return found


def _point(call: Call) -> datetime | None:
    given = call.properties.get("pointInTimeUTC")
    try:
        point = datetime.fromisoformat(given) if given else None
    except ValueError as error:
        raise _invalid("pointInTimeUTC", "it is no moment in ISO 8601") from error
    if point and point.tzinfo is None:
        raise _invalid("pointInTimeUTC", "it has no time zone")
    return point


def plan_of(plane: Plane, call: Call) -> Plan:
    """What to restore, and from which of the two repositories."""
    stanza = _stanza(plane, call.properties["sourceServerResourceId"])
    if str(call.properties["createMode"]).lower() == "georestore":
        return Plan(stanza, COPY, None)
    return Plan(stanza, PRIMARY, _point(call))


def _invalid(parameter: str, why: str) -> ArmError:
    text = f"Invalid value given for parameter {parameter}. Specify a valid parameter value. ({why})"
    return ArmError(400, "InvalidParameterValue", text)
