"""Which release serves: an entry for each change in the evidence container; the newest counts.

The application's deployment reads it; `rolled back` is a change like any other, so the history stays whole.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from scripts.drills.signing import canonical
from scripts.errors import UserError
from scripts.session import Session

FOLDER = "releases"
VERSION = re.compile(r"[0-9]+(\.[0-9]+){1,2}(-[A-Za-z0-9.-]+)?")


def history(session: Session, channel: str) -> list[dict[str, Any]]:
    """Oldest first."""
    names = sorted(blob.name for blob in session.evidence.list_blobs(name_starts_with=f"{FOLDER}/{channel}/"))
    return [json.loads(session.evidence.download_blob(name).readall()) for name in names]


def current(session: Session, channel: str) -> dict[str, Any]:
    found = history(session, channel)
    if not found:
        raise UserError(f"Channel {channel} has no release.")
    return found[-1]


def publish(session: Session, channel: str, version: str, commit: str, run: str) -> dict[str, Any]:
    """Let a version serve. Published again by the same run, it is one."""
    if not VERSION.fullmatch(version):
        raise UserError(f"version {version!r} is not allowed; allowed are 1.2, 1.2.3 and 1.2.3-rc.1.")
    found = history(session, channel)
    if found and found[-1]["run"] == run and found[-1]["version"] == version:
        return found[-1]
    return _add(session, channel, {"version": version, "commit": commit, "run": run})


def go_back(session: Session, channel: str, run: str) -> dict[str, Any]:
    """Let the version serve that did before the present one."""
    found = history(session, channel)
    now = found[-1] if found else None
    if now and now["run"] == run and now.get("back_from"):
        return now
    older = [one for one in found if now and one["version"] != now["version"]]
    if not now or not older:
        raise UserError(f"Channel {channel} has no version before the present one to go back to.")
    return _add(session, channel, {"version": older[-1]["version"], "commit": older[-1]["commit"], "run": run,
                                   "back_from": now["version"]})  # fmt: skip


def _add(session: Session, channel: str, facts: dict[str, Any]) -> dict[str, Any]:
    at = datetime.now(UTC)
    entry = {"channel": channel, "at": at.isoformat(), **facts}
    session.evidence.upload_blob(f"{FOLDER}/{channel}/{at:%Y%m%dT%H%M%S%f}.json", canonical(entry))
    return entry
