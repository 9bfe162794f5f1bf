"""Marks: genuine, apart from drills' own canaries, and missed when they are late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scripts.drills import canaries, marks
from tests.scripts.conftest import Cluster

KEY = b"k" * 32
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def test_a_mark_reads_back_and_a_changed_one_is_not_genuine() -> None:
    made = marks.make(KEY, 0.0)
    assert marks.decode(marks.encode(made)) == made
    assert canaries.genuine(KEY, made)
    assert not canaries.genuine(KEY, marks.decode(marks.encode(made).replace("+00:00", "+01:00")))
    assert made.sequence < 0


@pytest.mark.parametrize(("age", "late"), [(timedelta(minutes=59), 0), (timedelta(hours=3), 2), (timedelta(days=2), 3)])
def test_marks_that_stopped_are_told(age: timedelta, late: int) -> None:
    found: dict[str, datetime | None] = dict.fromkeys(("database", "blobs", "keys"), NOW - age)
    assert len(marks.late(found, NOW)) == late
    assert marks.late({"keys": None}, NOW) == ["The keys hold no genuine mark."]


class Vault:
    """The one secret of a vault."""

    def __init__(self) -> None:
        self.values: list[str] = []

    def get_secret(self, _: str) -> Any:
        if not self.values:
            from azure.core.exceptions import ResourceNotFoundError

            raise ResourceNotFoundError
        return type("Secret", (), {"value": self.values[-1]})

    def set_secret(self, _: str, value: str, **__: object) -> None:
        self.values.append(value)


def test_the_vault_gets_one_a_day() -> None:
    vault, made = Vault(), marks.make(KEY, 0.0)
    assert marks.put_secret(vault, made)
    assert not marks.put_secret(vault, marks.make(KEY, 3600))
    assert marks.put_secret(vault, marks.make(KEY, 21 * 3600))
    assert len(vault.values) == 2


@pytest.mark.local
def test_marks_and_a_drills_canaries_never_meet(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        marks.insert(connection, marks.make(KEY, 0.0))
        connection.commit()
        assert canaries.read(connection, 1) == []
        assert canaries.Canaries(cluster.connect)._next(connection) == 1
