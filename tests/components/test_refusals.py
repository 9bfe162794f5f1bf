"""What a component refuses, in one sentence that names the field, the value and what is allowed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from components.backup import BackupArgs
from components.database import Database, DatabaseArgs, ReplicaArgs
from components.monitoring import MonitoringArgs
from components.storage import Storage, StorageArgs
from tests.components.recording import place, record, surroundings

GIVEN = surroundings()
SHARED: dict[str, Any] = {key: GIVEN[key] for key in ("place", "link", "workspace")}
ADMINISTRATOR = GIVEN["administrator"]


def database(where: str, **more: Any) -> DatabaseArgs:
    shared: dict[str, Any] = SHARED | {"place": place(where)}
    return DatabaseArgs(**shared, administrator=ADMINISTRATOR, **more)


def backup(**more: Any) -> BackupArgs:
    blobs = Storage("storage", StorageArgs(**SHARED))
    return BackupArgs(
        place=GIVEN["place"], workspace=GIVEN["workspace"], storage=blobs,
        database=Database("database", database("northeurope")), **more,
    )  # fmt: skip


def replica() -> ReplicaArgs:
    return ReplicaArgs(**SHARED, source=Database("database", database("northeurope")), administrator=ADMINISTRATOR)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: database("swedensouth", zone_redundant=True),
            "zone_redundant is not possible in swedensouth; it has no availability zones.",
        ),
        (
            lambda: database("polandcentral"),
            "geo_redundant is not possible in polandcentral; it has no paired region in the EU.",
        ),
        (replica, "replica in northeurope follows a server in the same region; allowed is another one."),
        (
            lambda: StorageArgs(**SHARED, keep=timedelta(days=29)),
            "keep 29 days is not allowed; allowed are 1 to 28, so that versions and soft delete end within the 90 "
            "days after which deleted data must be gone.",
        ),
        (
            lambda: StorageArgs(**SHARED, evidence=timedelta(days=30)),
            "evidence 30 days is not allowed; allowed are 184 (6 months) to 146000.",
        ),
        (
            lambda: StorageArgs(**SHARED, backups=timedelta(days=90)),
            "backups 90 days is not allowed; allowed are 184 (6 months) to 3650.",
        ),
        (
            lambda: MonitoringArgs(place=GIVEN["place"], retention_days=30),
            "retention_days 30 is not allowed; allowed are 90 to 730 days.",
        ),
        (
            lambda: backup(retention_days=90),
            "retention_days 90 is not allowed; allowed are 184 to 3650 days.",
        ),
        (lambda: place(None).location, "place has no region; allowed are the EU's regions."),
    ],
)  # fmt: skip
def test_refusal(make: Callable[[], object], sentence: str) -> None:
    refusals: list[str] = []

    def run() -> None:
        try:
            make()
        except ValueError as refused:
            refusals.append(str(refused))

    record(run)
    assert refusals == [sentence]
