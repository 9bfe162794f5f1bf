"""One drill: what every part of it needs, and where its files lie."""

import os
import random
import re
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from azure.mgmt.postgresqlflexibleservers import models as postgres

from scripts.azure import Azure
from scripts.drills.canaries import Canaries
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.journal import Journal
from scripts.drills.manifest import Manifest, Observation, observe
from scripts.estate import CLONE, Estate, Region

DAMAGE_ALLOWED = frozenset({"local"})
"""Environments in which a drill destroys rows (of a tenant that it made) and stops the server. Elsewhere both count as
lost and nothing is touched: the copies are still made and compared, from the same backups."""

ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")


class InterruptedDrillError(UnverifiedError):
    """Somebody stopped it."""


def reports() -> Path:
    """CORDON_REPORTS, else `reports/drills` of the clone; one folder a drill below."""
    return Path(os.environ.get("CORDON_REPORTS") or CLONE / "reports" / "drills")


def new_id() -> str:
    """Sorts by time and can be part of an Azure name."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


@dataclass
class Drill:
    id: str
    estate: Estate
    azure: Azure
    journal: Journal
    seed: str
    target_region: str | None = None  # of the geo-restore; None: the pair of the source's region
    canary_seconds: int = 15
    settle: timedelta = timedelta()

    # Filled as the drill goes on
    manifest: Manifest | None = None
    again: list[Observation] = field(default_factory=list)  # looks at the source between manifest and disaster
    tenant: str | None = None
    destroyed_at: datetime | None = None
    canaries: Canaries | None = None
    source_tags: dict[str, str] = field(default_factory=dict)
    administrators: list[postgres.AdministratorMicrosoftEntra] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    interrupted: threading.Event = field(default_factory=threading.Event)

    @property
    def folder(self) -> Path:
        return self.journal.path.parent

    @property
    def source(self) -> Region:
        return self.estate.home

    @property
    def may_damage(self) -> bool:
        return self.estate.environment in DAMAGE_ALLOWED

    @cached_property
    def chance(self) -> random.Random:
        """Choices that an auditor can repeat: they depend on the seed alone."""
        return random.Random(self.seed)  # noqa: S311  (repeatable on purpose, nothing secret)

    def connect_source(self) -> psycopg.Connection[Any]:
        return self.azure.connect(self.source.server.fqdn, self.source.database, self.source.administrator)

    def look_again(self) -> None:
        """What changes between this and the manifest is in use: a copy from in between may hold it either way."""
        if self.manifest:
            with self.connect_source() as connection:
                self.again.append(observe(connection, self.manifest.seen.snapshot))

    def check_interrupted(self) -> None:
        if self.interrupted.is_set():
            raise InterruptedDrillError("The drill was interrupted.")


def database_time(connection: psycopg.Connection[Any]) -> datetime:
    one = connection.execute("select clock_timestamp()").fetchone()
    assert one
    return one[0]
