"""Canaries: one row a second with sequence, time, nonce and HMAC, so a copy itself tells up to when it reaches.

They are written at the half second and recovery targets lie on whole seconds: which canary is the last before a target
is then certain, also where a service cuts a target's fraction off.
"""

import hashlib
import hmac
import math
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import psycopg
from psycopg import sql

from scripts.drills.layout import CANARIES, SCHEMA

KEEP = timedelta(days=40)  # longer than the longest point-in-time restore (35 days)
TABLE = sql.Identifier(SCHEMA, CANARIES)
Connect = Callable[[], psycopg.Connection[Any]]


@dataclass(frozen=True)
class Canary:
    sequence: int
    written_at: datetime
    nonce: bytes
    hmac: bytes
    acknowledged_at: datetime | None = field(default=None, compare=False)  # the writer's side only; server's clock


def mark(key: bytes, sequence: int, written_at: datetime, nonce: bytes) -> bytes:
    message = f"{sequence}|{written_at.astimezone(UTC).isoformat(timespec='microseconds')}|".encode() + nonce
    return hmac.new(key, message, hashlib.sha256).digest()


def genuine(key: bytes, canary: Canary) -> bool:
    return hmac.compare_digest(mark(key, canary.sequence, canary.written_at, canary.nonce), canary.hmac)


@dataclass
class Canaries:
    """The writer of one drill. `log` holds what the server has acknowledged, in order.

    The key lives in this process only: whoever can write to the database can't make a canary. A process that goes on
    for a dead one has none, and knows those of the log.
    """

    connect: Connect
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    log: list[Canary] = field(default_factory=list)
    failure: Exception | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _offset: float = 0.0  # the server's clock minus ours, in seconds

    def start(self) -> None:
        self._thread = threading.Thread(target=self._write, name="canaries", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=15)

    def wrote(self, canary: Canary) -> bool:
        """Whether it is one of ours, as it was written. The last one may be there without its acknowledgement."""
        logged = next((one for one in self.log if one.sequence == canary.sequence), None)
        if logged or not self.key:
            return canary == logged
        return genuine(self.key, canary)

    def _write(self) -> None:
        try:
            with self.connect() as connection:
                connection.autocommit = True
                connection.execute(sql.SQL("delete from {} where written_at < now() - %s").format(TABLE), (KEEP,))
                sequence = self._next(connection)
                while not self._stop.wait(until_half_second(datetime.now(UTC).timestamp() + self._offset)):
                    self._offset = clock_offset(connection)
                    canary = self._one(sequence)
                    connection.execute(
                        sql.SQL("insert into {} (sequence, written_at, nonce, hmac) values (%s, %s, %s, %s)").format(
                            TABLE
                        ),
                        (canary.sequence, canary.written_at, canary.nonce, canary.hmac),
                    )
                    acknowledged_at = datetime.now(UTC) + timedelta(seconds=self._offset)
                    self.log.append(replace(canary, acknowledged_at=acknowledged_at))
                    sequence += 1
        except psycopg.Error as error:
            if not self._stop.is_set():
                self.failure = error

    def _next(self, connection: psycopg.Connection[Any]) -> int:
        self._offset = clock_offset(connection)
        one = connection.execute(sql.SQL("select greatest(max(sequence), 0) + 1 from {}").format(TABLE)).fetchone()
        assert one
        return one[0]

    def _one(self, sequence: int) -> Canary:
        at, nonce = datetime.now(UTC) + timedelta(seconds=self._offset), secrets.token_bytes(16)
        assert self.key, "who has no key writes no canaries"
        return Canary(sequence, at, nonce, mark(self.key, sequence, at, nonce))


def clock_offset(connection: psycopg.Connection[Any]) -> float:
    """The server's clock minus ours: moments are the server's, whose commits a recovery target is compared with."""
    before = datetime.now(UTC)
    one = connection.execute("select clock_timestamp()").fetchone()
    assert one
    middle = before + (datetime.now(UTC) - before) / 2
    return (one[0] - middle).total_seconds()


def until_half_second(now: float) -> float:
    """Seconds until the next half second; never so few that the last canary's half second counts again."""
    wait = (math.floor(now) + 0.5) - now
    return wait if wait > 0.05 else wait + 1


def targets(log: list[Canary], *, not_before: datetime, before: datetime) -> list[datetime]:
    """Whole seconds with a canary less than a second before and one less than a second after, inside the bounds."""
    found = []
    for earlier, later in pairwise(log):
        whole = later.written_at.replace(microsecond=0)
        if (earlier.acknowledged_at or whole) < whole <= later.written_at and not_before <= whole < before:
            found.append(whole)
    return found


def read(connection: psycopg.Connection[Any], first: int) -> list[Canary]:
    """Canaries from `first` on, in order."""
    query = sql.SQL("select sequence, written_at, nonce, hmac from {} where sequence >= %s order by sequence").format(
        TABLE
    )
    return [Canary(*row) for row in connection.execute(query, (first,))]
