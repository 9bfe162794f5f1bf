"""The workload's data are drawn, encrypted and guarded as they claim; row security is asked of a real PostgreSQL."""

from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from scripts.workload import rows
from scripts.workload.generated import DOCUMENTS, EVENTS, LARGEST, SMALLEST, USERS, tenant
from scripts.workload.keys import WrappedKey, decrypt, encrypt
from tests.scripts.conftest import Cluster

KEY = WrappedKey("https://vault/keys/tenant-data/1", b"wrapped")


def test_the_same_seed_draws_the_same_tenant_whatever_the_others_are() -> None:
    assert tenant(1, 3) == tenant(1, 3)
    assert tenant(1, 3) != tenant(2, 3)
    drawn = [tenant(1, number) for number in range(6)]
    assert len({each.id for each in drawn} | {user.id for each in drawn for user in each.users}) == 6 + 6 * USERS
    assert len({each.name for each in drawn}) == 6


def test_documents_are_small_and_below_their_tenant() -> None:
    drawn = tenant(1, 0)
    assert len(drawn.documents) == DOCUMENTS
    for document in drawn.documents:
        assert document.blob.startswith(f"{drawn.id}/")
        assert SMALLEST <= len(document.content) <= LARGEST
        assert document.content == document.content
    assert len({document.content for document in drawn.documents}) == DOCUMENTS


@given(st.binary(max_size=1000), st.text(min_size=1), st.binary(min_size=32, max_size=32))
def test_content_comes_back_only_with_its_key_and_name(content: bytes, name: str, key: bytes) -> None:
    stored = encrypt(key, name, content)
    assert decrypt(key, name, stored) == content
    assert encrypt(key, name, content) == stored
    with pytest.raises(InvalidTag):
        decrypt(key, name + "x", stored)
    with pytest.raises(InvalidTag):
        decrypt(bytes(each ^ 1 for each in key), name, stored)
    with pytest.raises(InvalidTag):
        decrypt(key, name, stored[:-1] + bytes([stored[-1] ^ 1]))


@pytest.fixture(scope="module")
def database(server: Cluster) -> Generator[str]:
    """A database of this module's own with the schema applied twice and two tenants, as a connection string."""
    with server.connect("postgres", autocommit=True) as connection:
        # Who administers on Azure is no superuser: row security binds it as it binds the application.
        connection.execute("create role administrator login createrole")
        connection.execute("create database workload owner administrator")
    with server.connect("workload") as connection:
        connection.execute("drop role if exists app_user")
        connection.execute("alter schema public owner to administrator")
    with server.connect("workload", "administrator") as connection:
        for _ in range(2):
            rows.apply_schema(connection)
        for number in range(2):
            drawn = tenant(1, number)
            blobs = {document.blob: ("0" * 64, 1) for document in drawn.documents}
            assert rows.write(connection, drawn, KEY, blobs) == 2 + USERS + DOCUMENTS + EVENTS
        connection.execute("grant app_user to administrator")
    yield f"host=127.0.0.1 port={server.port} dbname=workload user=administrator"
    with server.connect("postgres", autocommit=True) as connection:
        connection.execute("drop database workload with (force)")
        connection.execute("drop role app_user, administrator")


def count(connection: psycopg.Connection[Any], table: str) -> int:
    one = connection.execute(f"select count(*) from {table}".encode()).fetchone()
    assert one
    return one[0]


@pytest.mark.local
def test_a_session_sees_its_tenants_rows_and_no_others(database: str) -> None:
    with psycopg.connect(database) as connection:
        assert count(connection, "events") == 0  # the owner too, until it acts for someone
        rows.act_for(connection, tenant(1, 0).id)
        assert count(connection, "events") == EVENTS
        assert count(connection, "tenants") == 1
        other = tenant(1, 1)
        found = connection.execute("select count(*) from users where tenant_id = %s", (other.id,)).fetchone()
        assert found == (0,)
        assert connection.execute("delete from documents where tenant_id = %s", (other.id,)).rowcount == 0


@pytest.mark.local
def test_a_row_for_another_tenant_is_refused(database: str) -> None:
    with psycopg.connect(database) as connection:
        rows.act_for(connection, tenant(1, 0).id)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("insert into events (tenant_id, kind) values (%s, 'x')", (tenant(1, 1).id,))


@pytest.mark.local
def test_a_document_cannot_belong_to_another_tenants_user(database: str) -> None:
    own, other = tenant(1, 0), tenant(1, 1)
    with psycopg.connect(database) as connection:
        rows.act_for(connection, own.id)
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute(
                "insert into documents (id, tenant_id, owner_id, title, blob, sha256, bytes) "
                "values (gen_random_uuid(), %s, %s, 't', %s, repeat('0', 64), 1)",
                (own.id, other.users[0].id, f"{own.id}/x"),
            )


@pytest.mark.local
@pytest.mark.parametrize("statement", ["update events set kind = 'x'", "delete from events", "select from canaries"])
def test_the_application_cannot_change_the_trail_nor_see_canaries(database: str, statement: str) -> None:
    with psycopg.connect(database) as connection:
        rows.act_for(connection, tenant(1, 0).id)
        connection.execute("set local role app_user")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


@pytest.mark.local
def test_not_even_the_owner_changes_an_event(database: str) -> None:
    with psycopg.connect(database) as connection:
        rows.act_for(connection, tenant(1, 0).id)
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
            connection.execute("update events set kind = 'x'")


@pytest.mark.local
def test_the_stored_key_is_found_for_its_tenant_alone(database: str) -> None:
    with psycopg.connect(database) as connection:
        assert rows.stored_key(connection, tenant(1, 0).id) == KEY
        assert rows.stored_key(connection, tenant(1, 5).id) is None
