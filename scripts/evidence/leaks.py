"""What may not be in the public version: ids, addresses, names and secrets, looked for before anything is written."""

import re
from collections.abc import Iterator

from controls.evidence import Evidence
from controls.register import load_all

PATTERNS = {
    "an Azure resource id": re.compile(r"/subscriptions/|/resourceGroups/|/providers/Microsoft\.", re.IGNORECASE),
    "a URN": re.compile(r"\burn:pulumi:"),
    "a GUID": re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE),
    "an IP address": re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b", re.IGNORECASE),
    "a host name": re.compile(
        r"\b[a-z0-9][\w-]*\.(?:azure|windows|microsoft|localhost|internal|amazonaws)\b", re.IGNORECASE
    ),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "a person's pseudonym": re.compile(r"\bstaff-[0-9a-f]{6}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a token": re.compile(
        r"\beyJ[\w-]{10,}\.[\w-]{10,}|\b(?:sig|AccountKey|SharedAccessKey|password|secret)=[^\s&;]{6,}", re.IGNORECASE
    ),
    "a long random text": re.compile(r"\b(?=\w*[A-Z])(?=\w*[a-z])(?=\w*\d)[A-Za-z0-9+/_-]{32,}={0,2}"),
    "a commit or digest": re.compile(r"\b[0-9a-f]{40,64}\b"),
}
WORDS = (re.compile(r"[\w-]+"), re.compile(r"[\w.-]+"))  # names of resources may hold hyphens, and dots
SHORTEST = 6  # characters of a name that is looked for word by word; shorter ones are words of the language


def find(text: str, evidence: Evidence) -> Iterator[str]:
    """One sentence a kind of leak, with what was found."""
    for what, pattern in PATTERNS.items():
        if match := pattern.search(text):
            yield f"it holds {what}: {match[0][:60]!r}"
    words = {word.strip(".-") for pattern in WORDS for word in pattern.findall(text.casefold())}
    for name in sorted(internals(evidence) & words):
        yield f"it holds the name {name!r}, which only we need to know"


def internals(evidence: Evidence) -> set[str]:
    """Names of deployed resources (the last parts of their ids, and the program's own), drills, signers, people."""
    found: set[str] = set()
    for each in evidence.resources:
        parts = each.id.split("/")
        found |= {each.name, *parts[4::2], *parts[8::2]}
    found |= {run.drill for run in evidence.drills} | {run.signed_by or "" for run in evidence.drills}
    found |= {run.signed_by or "" for run in evidence.runbooks}
    for register in load_all():
        if register.name == "staff":
            found |= {entry.called for entry in register.entries}
    return {name.casefold() for name in found if len(name) >= SHORTEST and not name.isalpha()}
