"""Publishing: what was measured and who to write to, put where the edge reads it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient, ContentSettings
from pydantic import ValidationError

from scripts.errors import UserError
from scripts.estate import Measured
from scripts.session import Session
from scripts.status import measured, page, security_txt
from scripts.status.history import History, merged

DATA, PAGE, STYLE = "status/status.json", "status", "status/style.css"
STALE = timedelta(hours=2)  # the job runs more often


def publish(session: Session, at: datetime, *, dry_run: bool = False) -> dict[str, Any]:
    """Ask Azure what it counted, add it to the history, write the pages. Without a contact there is no security.txt."""
    site, tests, disclosure = _site(session), _tests(session), session.estate.disclosure
    now = measured.recent(session.azure, tests.component, tests.tests, at)
    days = measured.days(session.azure, tests.component, tests.tests, at)
    history = merged(_published(site), session.estate.environment, at, now, days)
    host, contact = session.estate.edge.host, disclosure.contact if disclosure else None
    files = {
        STYLE: (page.style(), "text/css"),
        PAGE: (page.render(history, bool(contact)), "text/html"),
        DATA: (history.model_dump_json(indent=1), "application/json"),
    }
    if disclosure and contact:
        files[security_txt.PATH] = (security_txt.render(contact, disclosure.languages, host, at), "text/plain")
    if not dry_run:
        for name, (text, kind) in files.items():
            settings = ContentSettings(content_type=f"{kind}; charset=utf-8", cache_control="max-age=60")
            site.upload_blob(name, text.encode(), overwrite=True, content_settings=settings)
    return {"state": history.state, "days": len(history.days), "files": sorted(files), "published": not dry_run}


def problems(session: Session, at: datetime) -> list[str]:
    """What is wrong with what is published, a sentence each; [] where nothing is."""
    site, disclosure, found = _site(session), session.estate.disclosure, []
    history = _published(site)
    if history is None:
        found.append(f"{DATA} is not published.")
    elif at - history.generated > STALE:
        found.append(f"{DATA} was written at {history.generated:%Y-%m-%d %H:%M} UTC; allowed is {STALE} ago at most.")
    if not (disclosure and disclosure.contact):
        found.append("disclosure.contact is not set, so nobody knows where to report a vulnerability.")
        return found
    if (text := _text(site, security_txt.PATH)) is None:
        found.append(f"{security_txt.PATH} is not published.")
    else:
        found += security_txt.problems(text, disclosure.contact, session.estate.edge.host, at)
    return found


def _site(session: Session) -> ContainerClient:
    if not (site := session.estate.site):
        raise UserError("The stack has no output site, so there is nowhere to publish to; deploy it again.")
    return session.azure.blobs(site.blob_url).get_container_client(site.container)


def _tests(session: Session) -> Measured:
    if not (tests := session.estate.availability):
        raise UserError("The stack has no output availability, so nothing is measured; deploy it again.")
    return tests


def _published(site: ContainerClient) -> History | None:
    if (text := _text(site, DATA)) is None:
        return None
    try:
        return History.model_validate_json(text)
    except ValidationError:
        # Its history can't be made again: an older version of the blob can.
        raise UserError(f"{DATA} of {site.account_name} can't be read; restore an older version of it.") from None


def _text(site: ContainerClient, name: str) -> str | None:
    try:
        return site.download_blob(name).readall().decode()
    except ResourceNotFoundError:
        return None
