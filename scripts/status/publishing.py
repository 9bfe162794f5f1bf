"""Publishing: what was measured and who to write to, put where the edge reads it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient, ContentSettings
from pydantic import ValidationError

from scripts.azure import Azure
from scripts.errors import UserError
from scripts.status import measured, page, security_txt
from scripts.status.history import History, merged
from scripts.status.source import Source

DATA, PAGE, STYLE = "status/status.json", "status", "status/style.css"
STALE = timedelta(hours=2)  # the job runs every quarter of an hour


def publish(azure: Azure, source: Source, at: datetime, *, dry_run: bool = False) -> dict[str, Any]:
    """Ask Azure what it counted, add it to the history, write the pages. Without a contact there is no security.txt."""
    site, tests, contact = _site(azure, source), source.availability, source.disclosure.contact
    now = measured.recent(azure, tests.component, tests.tests, at)
    days = measured.days(azure, tests.component, tests.tests, at)
    history = merged(_published(site), source.environment, at, now, days)
    files = {
        STYLE: (page.style(), "text/css"),
        PAGE: (page.render(history, bool(contact)), "text/html"),
        DATA: (history.model_dump_json(indent=1), "application/json"),
    }
    if contact:
        text = security_txt.render(contact, source.disclosure.languages, source.host, at)
        files[security_txt.PATH] = (text, "text/plain")
    if not dry_run:
        for name, (text, kind) in files.items():
            settings = ContentSettings(content_type=f"{kind}; charset=utf-8", cache_control="max-age=60")
            site.upload_blob(name, text.encode(), overwrite=True, content_settings=settings)
    return {"state": history.state, "days": len(history.days), "files": sorted(files), "published": not dry_run}


def problems(azure: Azure, source: Source, at: datetime) -> list[str]:
    """What is wrong with what is published, a sentence each; [] where nothing is."""
    site, contact, found = _site(azure, source), source.disclosure.contact, []
    history = _published(site)
    if history is None:
        found.append(f"{DATA} is not published.")
    elif at - history.generated > STALE:
        found.append(f"{DATA} was written at {history.generated:%Y-%m-%d %H:%M} UTC; allowed is {STALE} ago at most.")
    if not contact:
        found.append("disclosure.contact is not set, so nobody knows where to report a vulnerability.")
    elif (text := _text(site, security_txt.PATH)) is None:
        found.append(f"{security_txt.PATH} is not published.")
    else:
        found += security_txt.problems(text, contact, source.host, at)
    return found


def _site(azure: Azure, source: Source) -> ContainerClient:
    return azure.blobs(source.site.blob_url).get_container_client(source.site.container)


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
