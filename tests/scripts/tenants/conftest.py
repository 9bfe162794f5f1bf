"""Two tenants in a throwaway PostgreSQL, and a session whose containers are in memory."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from scripts.session import Session
from scripts.workload import generated, rows
from scripts.workload.keys import WrappedKey
from tests.scripts.cases.conftest import Container
from tests.scripts.conftest import Cluster

TENANTS = [generated.tenant(11, number) for number in (1, 2)]
ROLES = "select rolname from pg_roles where starts_with(rolname, 'support_')"


class Desk(Session):
    """Its database is the cluster's; nothing else of Azure is there."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(None, None)  # ty: ignore
        self.cluster = cluster
        self.__dict__ |= {"evidence": Container(), "content": Container()}

    @contextmanager
    def database(self) -> Generator[psycopg.Connection[Any]]:
        with self.cluster.connect() as connection:
            yield connection


@pytest.fixture
def session(server: Cluster) -> Generator[Session]:
    with server.connect("postgres", autocommit=True) as connection:
        connection.execute("create database app")
    with server.connect() as connection:
        rows.apply_schema(connection)
        for each in TENANTS:
            blobs = {document.blob: ("0" * 64, 1) for document in each.documents}
            rows.write(connection, each, WrappedKey("https://vault/keys/tenant-data/1", b"wrapped"), blobs)
    try:
        yield Desk(server)
    finally:
        with server.connect("postgres", autocommit=True) as connection:
            for name in ["app", *server.names]:
                connection.execute(f"drop database if exists {name} with (force)".encode())
            for role in [*[name for (name,) in connection.execute(ROLES)], "app_user"]:
                connection.execute(f"drop role if exists {role}".encode())
        server.names.clear()
