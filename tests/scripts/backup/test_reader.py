"""The job's role is as narrow as it can be and still dumps everything: tried on a real PostgreSQL, as that role."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import IsolationLevel, sql

from scripts.backup import archive, reader
from scripts.drills.manifest import look
from scripts.workload import generated, rows
from scripts.workload.keys import WrappedKey
from tests.scripts.conftest import Cluster

pytestmark = pytest.mark.local
ROLE = "id-cordon-test-ne-dump"


@pytest.fixture(scope="module")
def dumped(server: Cluster) -> Iterator[Cluster]:
    """A database with a tenant behind row security, and the role without any right."""
    with server.connect("postgres", autocommit=True) as connection:
        connection.execute("create database to_dump")
        connection.execute(sql.SQL("create role {} login").format(sql.Identifier(ROLE)))
    with server.connect("to_dump") as connection:
        rows.apply_schema(connection)
        tenant = generated.tenant(7, 1)
        blobs = {document.blob: ("0" * 64, 1) for document in tenant.documents}
        rows.write(connection, tenant, WrappedKey("https://vault/keys/tenant-data/1", b"wrapped"), blobs)
    yield server
    with server.connect("postgres", autocommit=True) as connection:
        connection.execute("drop database to_dump with (force)")
        for role in (ROLE, "app_user"):
            connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))


def where(cluster: Cluster, user: str) -> dict[str, str]:
    return {"PGHOST": "127.0.0.1", "PGPORT": str(cluster.port), "PGUSER": user, "PGDATABASE": "to_dump"}


def dump_as_role(cluster: Cluster) -> tuple[dict[str, int], dict[str, int]]:
    """Rows by table: in an archive that the role made, and as its own look at the same snapshot counts them."""
    with cluster.connect("to_dump", user=ROLE) as connection:
        connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
        shared = connection.execute("select pg_export_snapshot()").fetchone()
        assert shared
        seen = look(connection)
        found = archive.counts(archive.dump(where(cluster, ROLE), shared[0]))
    looked: dict[str, int] = {}
    for fact in seen.tables:
        looked[fact.table] = looked.get(fact.table, 0) + fact.rows
    return {table: count for table, count in found.items() if count}, looked


def test_without_the_rights_a_dump_fails_and_is_not_just_smaller(dumped: Cluster) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        dump_as_role(dumped)
    with dumped.connect("to_dump") as connection:
        shared = connection.execute("select pg_export_snapshot()").fetchone()
        assert shared
        with pytest.raises(archive.ArchiveError, match="permission denied"):
            b"".join(archive.dump(where(dumped, ROLE), shared[0]))


def test_with_them_the_dump_is_whole(dumped: Cluster) -> None:
    with dumped.connect("to_dump") as connection:
        reader.grant(connection, ROLE)
    found, looked = dump_as_role(dumped)
    assert found == looked
    assert found["users"] > 0


@pytest.mark.parametrize(
    "statement",
    ["delete from users", "update users set name = 'x'", "create table mine (id int)", "truncate events",
     "create role other", "alter table users disable row level security"],
)  # fmt: skip
def test_the_role_can_change_nothing(dumped: Cluster, statement: str) -> None:
    with dumped.connect("to_dump") as connection:
        reader.grant(connection, ROLE)
    with dumped.connect("to_dump", user=ROLE) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


class Half:
    """Rows that come and then break off: stands for a server that goes away while it is dumped."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"PGDMP"
        raise ConnectionError("gone")


def test_an_archive_that_breaks_off_restores_nothing(dumped: Cluster) -> None:
    broken: Any = Half()
    with pytest.raises(ConnectionError):
        archive.restore(where(dumped, "postgres"), broken)
