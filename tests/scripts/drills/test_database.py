"""What a drill does to a database: canaries, the loss of its own tenant, tombstones. On a real PostgreSQL."""

import time
from datetime import UTC, datetime

import pytest

from scripts.drills import canaries, digests, quarantine, tenant, tombstones
from scripts.drills.canaries import Canaries
from scripts.drills.drill import Drill
from scripts.drills.exit_codes import UnverifiedError
from tests.scripts.conftest import Cluster
from tests.scripts.drills.conftest import tenant_id

pytestmark = pytest.mark.local


def rows_of(cluster: Cluster, tenant: str) -> int:
    with cluster.connect() as connection:
        return sum(fact.rows for fact in digests.take(connection)[0] if fact.tenant == tenant)


def test_the_writer_writes_genuine_canaries_in_order_and_logs_what_was_acknowledged(cluster: Cluster) -> None:
    writer = Canaries(cluster.connect)
    writer.start()
    deadline = time.monotonic() + 20
    while len(writer.log) < 3 and time.monotonic() < deadline:
        time.sleep(0.1)
    writer.stop()
    with cluster.connect() as connection:
        found = canaries.read(connection, 1)
    assert found == writer.log
    assert [one.sequence for one in found] == list(range(1, len(found) + 1))
    assert all(canaries.genuine(writer.key, one) for one in found)
    assert canaries.targets(writer.log, not_before=found[0].written_at, before=datetime.now(UTC))


def test_a_writer_whose_server_is_gone_says_so(cluster: Cluster) -> None:
    writer = Canaries(lambda: cluster.connect("nowhere"))
    writer.start()
    deadline = time.monotonic() + 10
    while not writer.failure and time.monotonic() < deadline:
        time.sleep(0.05)
    assert writer.failure


def test_the_disaster_takes_every_row_of_the_drills_tenant_and_no_other(cluster: Cluster, drill: Drill) -> None:
    others = rows_of(cluster, tenant_id(2))
    drill.tenant = tenant_id(1)
    drill.journal.write("tenant", tenant=drill.tenant, name="one")
    with cluster.connect() as connection:
        moment = tenant.destroy_rows(drill, connection)
    assert drill.destroyed_at == moment
    assert rows_of(cluster, tenant_id(1)) == 0
    assert rows_of(cluster, tenant_id(2)) == others > 1000


def test_a_tenant_that_the_journal_does_not_name_is_never_destroyed(cluster: Cluster, drill: Drill) -> None:
    drill.tenant = tenant_id(1)
    with cluster.connect() as connection, pytest.raises(UnverifiedError, match="own tenant"):
        tenant.destroy_rows(drill, connection)
    assert rows_of(cluster, tenant_id(1)) > 1000


def test_a_tenant_without_the_drills_name_is_left_alone(cluster: Cluster) -> None:
    with cluster.connect() as connection, pytest.raises(UnverifiedError, match="left alone"):
        tenant.check_mark(connection, tenant_id(1), "drill-20261121-030000-abcd")


def test_tables_are_emptied_in_the_order_of_their_references(cluster: Cluster) -> None:
    with cluster.connect() as connection:
        order = list(tombstones.order(connection))
    assert order.index("documents") < order.index("users") < order.index("tenants")
    assert "canaries" not in order


def test_a_quarantined_copy_lets_no_application_role_in(cluster: Cluster) -> None:
    with cluster.connect(autocommit=True) as connection:
        connection.execute("create role clerk login")
        try:
            assert quarantine.close(connection) == ["clerk"]
            assert quarantine.logins(connection) == []
        finally:
            connection.execute("drop role clerk")
