"""Keeps secrets out of what is kept: by their value where it is known, by their looks everywhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

HIDDEN = "[redacted]"
SECRET_NAME = re.compile(r"SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|(PRIVATE|ACCESS|ACCOUNT|API)_KEY")
SHORTEST = 8  # characters; a shorter value would blot out ordinary words

KEY_BEGINS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
KEY_ENDS = re.compile(r"-----END [A-Z ]*PRIVATE KEY-----")
LOOKS = {
    "JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"),
    "account key": re.compile(r"(?i)\b(?:account|access|shared)_?key=[A-Za-z0-9+/]{20,}={0,2}"),
    "signature of a shared access": re.compile(r"(?i)\bsig=[A-Za-z0-9%+/=]{20,}"),
    "bearer token": re.compile(r"(?i)\bbearer +[A-Za-z0-9._~+/-]{16,}=*"),
    "password in an address": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]{3,}@"),
    "AWS key": re.compile(r"\bA(?:KIA|SIA)[A-Z0-9]{16}\b"),
    "Entra client secret": re.compile(r"\b[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}"),
    "named secret": re.compile(
        r"(?i)(?:client_?secret|password|passwd|passphrase|api_?key)[\"']?\s*[:=]\s*[\"']?(?!\[redacted)[^\s\"',;]{8,}"
    ),
}


def secrets(environment: Mapping[str, str] = os.environ) -> set[str]:
    """Values of the environment that are secret by their names, and what is in the files that such names point at."""
    found: set[str] = set()
    for name, value in environment.items():
        if not SECRET_NAME.search(name) or len(value) < SHORTEST:
            continue
        path = Path(value)
        if name.endswith("_FILE"):
            if path.is_file():
                found.add(path.read_text().strip())
            continue
        found.add(value)
    return {one for one in found if len(one) >= SHORTEST}


def redact(text: str, known: Iterable[str]) -> str:
    for secret in sorted(known, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern in LOOKS.values():
        text = pattern.sub(HIDDEN, text)
    return text


def find(text: str, known: Iterable[str] = ()) -> list[str]:
    """What in the text is or looks like a secret: kinds, never values."""
    found = [kind for kind, pattern in LOOKS.items() if pattern.search(text)]
    return found + ["value of a secret variable" for secret in known if secret in text]


def scan(folder: Path, known: Iterable[str] = ()) -> list[str]:
    """`file: kind` for every secret in the folder's files."""
    known = list(known)
    return [
        f"{path.relative_to(folder)}: {kind}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for kind in find(path.read_text(errors="replace"), known)
    ]
