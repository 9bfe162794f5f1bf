"""Two tenants in the throwaway PostgreSQL, and copies of its database that stand for restored servers."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scripts.azure import Azure
from scripts.drills import canaries
from scripts.drills.canaries import Canaries, Canary
from scripts.drills.copies import Copy
from scripts.drills.drill import Drill
from scripts.drills.journal import Journal
from scripts.drills.manifest import Manifest, observe
from scripts.drills.scenario import Moment
from scripts.drills.scenarios.point_in_time import PointInTime
from scripts.drills.verification import Verification
from scripts.estate import Estate, parse
from scripts.workload import generated, rows
from scripts.workload.keys import WrappedKey
from tests.scripts.conftest import Cluster

TENANTS = [generated.tenant(7, number) for number in (1, 2)]


@dataclass
class Here(Azure):
    """Connections go to the throwaway cluster, by the database's name as the host; nothing else of Azure is there."""

    subscription: str = "none"
    cluster: Any = None

    def connect(
        self, fqdn: str, database: str, user: str, *, address: str | None = None, **options: Any
    ) -> psycopg.Connection[Any]:
        return self.cluster.connect(fqdn, **options)


@pytest.fixture
def cluster(server: Cluster) -> Generator[Cluster]:
    with server.connect("postgres", autocommit=True) as connection:
        connection.execute("create database app")
    with server.connect() as connection:
        connection.execute("drop role if exists app_user")
        rows.apply_schema(connection)
        for each in TENANTS:
            blobs = {document.blob: ("0" * 64, 1) for document in each.documents}
            rows.write(connection, each, WrappedKey("https://vault/keys/tenant-data/1", b"wrapped"), blobs)
    try:
        yield server
    finally:
        with server.connect("postgres", autocommit=True) as connection:
            for name in ["app", *server.names]:
                connection.execute(f"drop database if exists {name} with (force)".encode())
            connection.execute("drop role app_user")
        server.names.clear()


def tenant_id(number: int) -> str:
    """The first or second tenant's."""
    return str(TENANTS[number - 1].id)


def outputs() -> dict[str, Any]:
    """Outputs of a stack, as `pulumi stack output --json` prints them."""

    def region(name: str) -> dict[str, Any]:
        group = f"/subscriptions/s/resourceGroups/rg-{name}/providers"
        return {
            "group": f"rg-{name}", "network": f"{group}/network", "restoreSubnet": f"{group}/subnet",
            "server": {"id": f"{group}/server", "name": f"psql-{name}", "fqdn": "app"}, "replica": None,
            "database": "app", "administrator": "cordon-operator",
            "vault": {"id": f"{group}/vault", "name": "kv", "uri": "https://kv"},
            "wrappingKey": "tenant-data", "signingKey": "evidence",
            "storage": {
                "id": f"{group}/st", "name": "st", "blobUrl": "https://st",
                "content": "content", "evidence": "evidence",
            },
            "workspace": f"{group}/log", "backupVault": f"{group}/bv", "backupPolicy": f"{group}/bv/p",
        }  # fmt: skip

    return {
        "environment": "local", "subscription": "s", "primary": "northeurope",
        "edge": {"profile": "/p", "endpoint": "https://e", "waf": "/w"},
        "regions": {name: region(name) for name in ("northeurope", "westeurope")},
    }  # fmt: skip


@pytest.fixture
def estate() -> Estate:
    return parse(outputs(), "test")


@pytest.fixture
def drill(tmp_path: Path, estate: Estate) -> Drill:
    name = "20261121-030000-abcd"
    return Drill(name, estate, Here(credential=None), Journal(tmp_path / name), seed="1")  # ty: ignore


@pytest.fixture
def verification(cluster: Cluster, drill: Drill) -> Callable[..., Verification]:
    """Writes canaries and a manifest, then hands out verifications of copies of the database."""
    drill.azure.cluster = cluster  # ty: ignore
    log = Canaries(drill.connect_source)
    drill.canaries = log
    start = datetime.now(UTC).replace(microsecond=500_000) - timedelta(seconds=10)
    with cluster.connect() as connection:
        for number in range(1, 6):
            at, nonce = start + timedelta(seconds=number), bytes([number])
            canary = Canary(number, at, nonce, canaries.mark(log.key, number, at, nonce))
            connection.execute("insert into canaries values (%s, %s, %s, %s)", (number, at, nonce, canary.hmac))
            log.log.append(canary)
    with cluster.connect() as connection:
        seen = observe(connection)
    drill.manifest = Manifest(
        drill=drill.id, environment="local", region="northeurope", server="psql", database="app", seen=seen
    )

    def of(copy: str | None = None, **moment: Any) -> Verification:
        where = Copy(id="/copy", name="copy", group="rg", region="northeurope", fqdn=copy or cluster.copy())
        return Verification(drill, PointInTime(), where, Moment(declared_at=datetime.now(UTC), **moment))

    return of
