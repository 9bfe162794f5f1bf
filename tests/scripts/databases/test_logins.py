"""The application's role holds one group: anything more is found."""

from collections.abc import Generator
from typing import Any

import psycopg
import pytest

from scripts.databases.logins import GROUP, Login, facts, grant
from tests.scripts.conftest import Cluster

pytestmark = pytest.mark.local
ROLE = "id-cordon-test-ne-web"


@pytest.fixture
def connection(server: Cluster) -> Generator[psycopg.Connection[Any]]:
    with server.connect("postgres") as found:
        yield found
        found.rollback()  # roles belong to the whole server


def test_a_role_that_is_not_there_is_not_made_up(connection: psycopg.Connection[Any]) -> None:
    assert facts(connection, ROLE) is None


def test_it_is_in_the_one_group_however_often_it_is_put_there(connection: psycopg.Connection[Any]) -> None:
    connection.execute(f'create role "{ROLE}" login')
    assert facts(connection, ROLE) == Login(ROLE, (), ())
    grant(connection, ROLE)
    grant(connection, ROLE)
    assert facts(connection, ROLE) == Login(ROLE, (), (GROUP,))


@pytest.mark.parametrize(
    ("right", "shown"),
    [("superuser", "rolsuper"), ("createrole", "rolcreaterole"), ("createdb", "rolcreatedb"),
     ("replication", "rolreplication"), ("bypassrls", "rolbypassrls")],
)  # fmt: skip
def test_a_right_beyond_the_group_shows(connection: psycopg.Connection[Any], right: str, shown: str) -> None:
    connection.execute(f'create role "{ROLE}" login {right}'.encode())
    grant(connection, ROLE)
    assert facts(connection, ROLE) == Login(ROLE, (shown,), (GROUP,))


def test_another_group_shows(connection: psycopg.Connection[Any]) -> None:
    connection.execute(f'create role "{ROLE}" login in role pg_read_all_data')
    grant(connection, ROLE)
    assert facts(connection, ROLE) == Login(ROLE, (), (GROUP, "pg_read_all_data"))
