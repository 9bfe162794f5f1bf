"""security.txt: where a vulnerability is reported to. Source: RFC 9116."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

PATH = ".well-known/security.txt"
VALID = timedelta(days=180)  # RFC 9116 asks for less than a year
WARNING = timedelta(days=30)  # with fewer days left, the check fails: publishing has stopped


def render(contact: str, languages: Sequence[str], host: str, at: datetime) -> str:
    """The file's text. `contact` is a mailto:, https: or tel: address; `host` is where it is read."""
    expires = (at + VALID).astimezone(UTC).replace(microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Preferred-Languages: {', '.join(languages)}",
        f"Canonical: https://{host}/{PATH}",
    )
    return "\n".join(lines) + "\n"


def problems(text: str, contact: str, host: str, at: datetime) -> list[str]:
    """What is wrong with a published file, a sentence each; [] where nothing is."""
    fields: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, value = line.partition(":")
            fields.setdefault(name.strip().lower(), []).append(value.strip())
    found = []
    if contact not in fields.get("contact", []):
        found.append(f"security.txt names {fields.get('contact')} as contact; the settings say {contact}.")
    canonical = f"https://{host}/{PATH}"
    if canonical not in fields.get("canonical", []):
        found.append(f"security.txt says {fields.get('canonical')} is its place; it is read at {canonical}.")
    if len(fields.get("preferred-languages", [])) > 1:
        found.append("security.txt has Preferred-Languages more than once; allowed is once.")
    expires = fields.get("expires", [])
    if len(expires) != 1:
        found.append(f"security.txt has {len(expires)} lines Expires; allowed is one.")
        return found
    try:
        left = datetime.fromisoformat(expires[0]) - at
    except (ValueError, TypeError):
        found.append(f"security.txt expires at {expires[0]!r}, which is no date and time of RFC 3339.")
        return found
    if left < WARNING:
        when = f"expires at {expires[0]}" if left > timedelta() else f"has expired at {expires[0]}"
        found.append(f"security.txt {when}; at least {WARNING.days} days must be left.")
    return found
