"""Real clusters, real backups: exact to the moment, honest about damage, copied, replicated, found again."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from local.ca import authority
from local.data import faults, geocopy, restore
from local.data.cluster import Cluster
from local.data.errors import RestoreError
from local.data.restore import Plan
from local.data.servers import Servers, Wanted
from local.data.stanza import COPY, PRIMARY, Stanza
from tests.conftest import temporary_home

pytestmark = pytest.mark.local
NORTH = Wanted(name="one", id="/servers/one", region="northeurope", pair="westeurope", retention_days=7)


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    home = temporary_home("servers")
    servers = Servers(home, authority(home), lambda: None)
    yield servers
    for cluster in servers.every():
        servers.delete(cluster.name, keep_backups=False)
    assert not list(home.run.glob("postgres-*"))
    servers.stop("none")  # nobody is left, so the backup accounts go too
    assert not list(home.run.glob("*.pid"))
    assert not list(home.postgres.iterdir())
    shutil.rmtree(home.root)


@pytest.fixture(scope="module")
def one(servers: Servers) -> Cluster:
    cluster = servers.create(NORTH)
    cluster.sql("CREATE TABLE event (n int)")
    assert cluster.stanza
    first = restore.earliest(servers.home, cluster.stanza)
    assert first
    while datetime.now(UTC) < first:
        time.sleep(0.05)
    return cluster


@pytest.fixture(scope="module")
def stanza(one: Cluster) -> Stanza:
    assert one.stanza
    return one.stanza


def moment(cluster: Cluster, number: int) -> datetime:
    """Write a row; a time at which it is there and the next one isn't."""
    cluster.sql("INSERT INTO event VALUES (%s)", (number,))
    time.sleep(0.05)
    at = datetime.now(UTC)
    time.sleep(0.05)
    return at


def rows(cluster: Cluster) -> list[int]:
    return [row[0] for row in cluster.sql("SELECT n FROM event ORDER BY n")]


def copy(servers: Servers, name: str, plan: Plan) -> Cluster:
    region = plan.source.pair if plan.place == COPY else plan.source.region
    assert region
    wanted = replace(NORTH, name=name, id=f"/servers/{name}", region=region, pair=None, restore_from=plan)
    return servers.create(wanted)


def test_a_server_is_made_once(servers: Servers, one: Cluster) -> None:
    pid = one.process.pid
    assert servers.create(NORTH).process.pid == pid
    assert one.sql("SHOW data_checksums") == [("on",)]


def test_a_point_in_time_comes_back_exactly_and_now_does_too(servers: Servers, one: Cluster, stanza: Stanza) -> None:
    at = moment(one, 1)
    now = moment(one, 2)
    then = copy(servers, "then", Plan(stanza, PRIMARY, at))
    assert rows(then) == [1]
    assert then.stanza
    assert then.stanza.name != stanza.name  # backups of its own from the first moment
    servers.delete("then", keep_backups=False)
    later = copy(servers, "later", Plan(stanza, PRIMARY, now))
    assert rows(later) == [1, 2]
    assert not later.record.archives
    servers.archive(later)  # as housekeeping does once it is ready
    servers.delete("later")
    kept = Stanza.of_server(servers.home, "/servers/later")
    assert kept
    assert kept.dropped
    kept.delete(servers.home)


def test_the_geo_copy_restores_to_its_last_point(servers: Servers, one: Cluster, stanza: Stanza) -> None:
    moment(one, 3)
    restore.mark(one)
    assert geocopy.sync(servers.home, stanza)
    moment(one, 4)  # after the copy
    found = rows(copy(servers, "geo", Plan(stanza, COPY, None)))
    assert 3 in found
    assert 4 not in found
    servers.delete("geo", keep_backups=False)


def test_a_replica_streams_and_is_promoted(servers: Servers, one: Cluster) -> None:
    wanted = replace(NORTH, name="two", id="/servers/two", region="westeurope", pair=None, replica_of="one")
    replica = servers.create(wanted)
    moment(one, 5)
    replica.wait_until("SELECT count(*) > 0 FROM event WHERE n = 5", seconds=10, what="replication")
    one.sql("INSERT INTO event VALUES (6)")
    servers.promote(replace(wanted, replica_of=None), planned=True)
    assert 6 in rows(replica)
    replica.sql("INSERT INTO event VALUES (7)")
    assert 7 not in rows(one)
    assert one.sql("SELECT count(*) FROM pg_replication_slots") == [(0,)]
    servers.delete("two", keep_backups=False)


def test_a_server_survives_its_keeper_and_comes_back_after_a_crash(servers: Servers, one: Cluster) -> None:
    before = one.process.pid
    again = Servers(servers.home, authority(servers.home), lambda: None)  # as a plane that has just started
    again.start("one")
    assert one.process.pid == before
    assert before
    found = rows(one)
    os.kill(before, signal.SIGKILL)
    while one.process.pid:
        time.sleep(0.05)
    again.start("one")
    one.start()
    assert one.process.pid != before
    assert rows(one) == found


# From here on the backups are damaged, one kind of damage after the other.


def test_a_missing_wal_segment_fails_both_restores_and_leaves_nothing(
    servers: Servers, one: Cluster, stanza: Stanza
) -> None:
    for number in range(10, 13):
        moment(one, number)
        restore.mark(one)
    assert geocopy.sync(servers.home, stanza)
    for place in (PRIMARY, COPY):
        faults.remove_wal(servers.home, stanza, place)
    with pytest.raises(RestoreError, match="recovery ended before configured recovery target was reached"):
        copy(servers, "gap", Plan(stanza, PRIMARY, datetime.now(UTC)))
    with pytest.raises(RestoreError, match=r"WAL segment \w+ is missing"):
        copy(servers, "gap", Plan(stanza, COPY, None))
    assert not servers.cluster("gap").exists
    assert not servers.cluster("gap").folder.exists()


def test_a_flipped_bit_in_the_backup_fails_the_restore(servers: Servers, one: Cluster, stanza: Stanza) -> None:
    faults.flip_byte(servers.home, stanza)
    with pytest.raises(RestoreError, match="pgbackrest restore: ERROR"):
        copy(servers, "flipped", Plan(stanza, PRIMARY, datetime.now(UTC)))
    assert not servers.cluster("flipped").exists
