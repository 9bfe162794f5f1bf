"""One case: a chain of entries in the evidence container. Entries are added and never changed.

An entry holds ids, roles, counts, dates and digests; no name of a person, no customer's content.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from azure.core.exceptions import ResourceExistsError

from scripts.drills.signing import canonical, sha256
from scripts.errors import UserError
from scripts.runbooks.redaction import find, secrets
from scripts.session import Session

FOLDER = "cases"
NAME = re.compile(r"[a-z][a-z0-9-]{1,30}-[0-9a-f]{8}")
START = "0" * 64
Entry = dict[str, Any]


@dataclass
class Case:
    session: Session
    id: str

    @property
    def kind(self) -> str:
        return self.id.rsplit("-", 1)[0]

    @cached_property
    def entries(self) -> list[Entry]:
        """Oldest first; UserError where the chain is broken."""
        names = sorted(blob.name for blob in self.session.evidence.list_blobs(name_starts_with=self._folder))
        found, head = list[Entry](), START
        for name in names:
            content = self.session.evidence.download_blob(name).readall()
            entry = json.loads(content)
            if entry["before"] != head:
                raise UserError(f"Case {self.id}: entry {name.rsplit('/', 1)[1]} doesn't follow the one before it.")
            found.append(entry)
            head = sha256(content)
        return found

    def add(self, event: str, facts: dict[str, Any] | None = None, *, at: datetime | None = None) -> Entry:
        """Add an entry. The same event with the same facts twice in a row is one: commands are run again."""
        last = self.entries[-1] if self.entries else None
        if last and last["event"] == event and last["facts"] == (facts or {}):
            return last
        if kinds := find(json.dumps(facts), secrets()):
            raise UserError(f"Case {self.id}: the entry would hold a {kinds[0]}.")
        entry = {
            "case": self.id,
            "event": event,
            "at": (at or datetime.now(UTC)).isoformat(),
            "before": sha256(canonical(last)) if last else START,
            "facts": facts or {},
        }
        try:
            self.session.evidence.upload_blob(f"{self._folder}{len(self.entries):04}-{event}.json", canonical(entry))
        except ResourceExistsError:
            raise UserError(f"Case {self.id}: somebody else added an entry just now; look and try again.") from None
        self.entries.append(entry)
        return entry

    def of(self, event: str) -> list[Entry]:
        return [entry for entry in self.entries if entry["event"] == event]

    def last(self, event: str) -> Entry | None:
        """The newest entry of this event that was not taken back."""
        void = {entry["facts"]["entry"] for entry in self.of("taken-back")}
        found = [entry for entry in self.of(event) if digest(entry) not in void]
        return found[-1] if found else None

    def need(self, event: str) -> Entry:
        if not (entry := self.last(event)):
            raise UserError(f"Case {self.id} has no entry {event}.")
        return entry

    def take_back(self, event: str) -> None:
        """Say that the newest entry of this event does not count. It stays to be seen."""
        if entry := self.last(event):
            self.add("taken-back", {"entry": digest(entry), "event": event})

    @property
    def facts(self) -> dict[str, Any]:
        """What the entries that count say, later ones over earlier ones."""
        void = {entry["facts"]["entry"] for entry in self.of("taken-back")}
        said: dict[str, Any] = {}
        for entry in self.entries:
            if digest(entry) not in void and entry["event"] != "taken-back":
                said |= entry["facts"]
        return said

    @property
    def is_closed(self) -> bool:
        return self.last("closed") is not None

    @property
    def _folder(self) -> str:
        return f"{FOLDER}/{self.kind}/{self.id}/"


def digest(entry: Entry) -> str:
    return sha256(canonical(entry))


def new_id(kind: str, run: str) -> str:
    """The same run opens the same case."""
    return f"{kind}-{hashlib.sha256(f'{kind}/{run}'.encode()).hexdigest()[:8]}"


def load(session: Session, case: str) -> Case:
    if not NAME.fullmatch(case) or not (found := Case(session, case)).entries:
        raise UserError(f"Case {case!r} is not known.")
    return found


def every(session: Session, kind: str) -> list[Case]:
    """All cases of a kind."""
    names = {blob.name.split("/")[2] for blob in session.evidence.list_blobs(name_starts_with=f"{FOLDER}/{kind}/")}
    return [Case(session, name) for name in sorted(names)]
