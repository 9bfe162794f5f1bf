"""Checks on a real PostgreSQL: a true copy passes, and each kind of damage is found."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from scripts.drills import check, checks
from scripts.drills.manifest import observe
from scripts.drills.verification import Verification
from tests.scripts.conftest import Cluster
from tests.scripts.drills.conftest import tenant_id

pytestmark = pytest.mark.local

Verify = Callable[..., Verification]
DATA = (
    checks.counts,
    checks.digests,
    checks.structure,
    checks.row_security,
    checks.sequences,
    checks.foreign_keys,
    checks.integrity,
    checks.canaries,
)


def statuses(v: Verification, *which: Any) -> dict[str, str]:
    return {one.name: one.status for one in (check.run(each, v) for each in which or DATA)}


def test_a_true_copy_passes_every_check_of_its_data(verification: Verify) -> None:
    v = verification()
    found = [check.run(each, v) for each in DATA]
    assert {one.name: one.status for one in found} == {one.name: "pass" for one in found}, [
        one.sentence for one in found
    ]
    assert all(one.population > 0 for one in found)


@pytest.mark.parametrize(
    ("damage", "found_by"),
    [
        ("delete from events where id = (select max(id) from events)", {"counts", "digests"}),
        ("update users set name = name || '!' where email = (select min(email) from users)", {"digests"}),
        (
            "set session_replication_role = replica; "
            "update events set tenant_id = '{two}' where id = (select min(id) from events where tenant_id = '{one}')",
            {"counts", "digests", "foreign_keys"},
        ),
        ("alter table events disable row level security", {"row_security"}),
        ("alter table events no force row level security", {"row_security"}),
        ("drop policy own_tenant on users", {"row_security"}),
        ("create policy open on users using (true)", {"row_security"}),
        ("grant select on documents to public", {"row_security"}),
        ("alter table events alter column id restart with 1", {"sequences"}),
        ("alter table documents add column extra int", {"structure", "digests"}),
        ("drop index events_of_tenant", {"structure"}),
        ("alter table users drop constraint users_tenant_id_fkey", {"structure"}),
        ("delete from canaries where sequence = 3", {"canaries", "counts", "digests"}),
        ("update canaries set nonce = 'x' where sequence = 3", {"canaries", "counts", "digests"}),
        (
            "set session_replication_role = replica; "
            "delete from users where id = (select min(owner_id::text)::uuid from documents)",
            {"counts", "digests", "foreign_keys"},
        ),
    ],
)  # fmt: skip
def test_damage_to_a_copy_is_found(cluster: Cluster, verification: Verify, damage: str, found_by: set[str]) -> None:
    v = verification()
    with cluster.connect(v.copy.fqdn) as connection:
        connection.execute(damage.format(one=tenant_id(1), two=tenant_id(2)).encode())
    assert {name for name, status in statuses(v).items() if status == "fail"} == found_by


def test_a_row_of_another_tenant_in_its_place_keeps_the_counts_and_fails_the_digests(
    cluster: Cluster, verification: Verify
) -> None:
    v = verification()
    with cluster.connect(v.copy.fqdn) as connection:
        connection.execute(
            "create temp table pair as select (array_agg(id order by id))[1] id, tenant_id t from users group by 2"
        )
        connection.execute("set session_replication_role = replica")
        connection.execute("update users u set tenant_id = o.t from pair p, pair o where u.id = p.id and o.id <> p.id")
    assert statuses(v, checks.counts, checks.digests) == {"counts": "pass", "digests": "fail"}


def test_rows_appended_after_the_manifest_are_no_alarm(cluster: Cluster, verification: Verify) -> None:
    with cluster.connect() as connection:
        connection.execute("insert into events (tenant_id, kind) values (%s, 'later')", (tenant_id(1),))
    assert statuses(verification(), checks.counts, checks.digests) == {"counts": "pass", "digests": "pass"}


def test_a_broken_index_page_that_queries_do_not_notice_is_found(cluster: Cluster, verification: Verify) -> None:
    v = verification()
    with cluster.connect(v.copy.fqdn, autocommit=True) as connection:
        # The heap keeps its row and the index loses its entry: what a lost write leaves behind.
        connection.execute("create extension amcheck")
        connection.execute("update pg_index set indisready = false where indexrelid = 'users_pkey'::regclass")
        connection.execute("insert into users values (gen_random_uuid(), %s, 'e', 'n')", (tenant_id(1),))
        connection.execute("update pg_index set indisready = true where indexrelid = 'users_pkey'::regclass")
    result = check.run(checks.integrity, v)
    assert (result.status, "users_pkey" in result.sentence) == ("fail", True), result.sentence


def test_a_role_that_row_security_filters_gets_no_verdict(cluster: Cluster, verification: Verify) -> None:
    with cluster.connect(verification().copy.fqdn) as connection:
        connection.execute("set role app_user")
        connection.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            observe(connection)


def test_a_copy_that_ends_before_the_target_fails_and_one_that_goes_beyond_too(
    cluster: Cluster, verification: Verify
) -> None:
    v = verification()
    log = v.drill.canaries.log if v.drill.canaries else []
    beyond = verification(v.copy.fqdn, target=log[3].written_at + timedelta(milliseconds=500))
    assert check.run(checks.canaries, beyond).status == "fail"
    short = verification(cluster.copy(), target=log[-1].written_at + timedelta(milliseconds=500))
    with cluster.connect(short.copy.fqdn) as connection:
        connection.execute("delete from canaries where sequence = 5")
    assert check.run(checks.canaries, short).status == "fail"


def test_a_copy_from_before_the_manifest_is_not_compared(cluster: Cluster, verification: Verify) -> None:
    v = verification()
    with cluster.connect(v.copy.fqdn) as connection:
        connection.execute("delete from canaries where sequence > 2")
    assert statuses(v, checks.counts, checks.digests) == {"counts": "not run", "digests": "not run"}


def test_the_time_zone_of_the_server_does_not_change_digests(cluster: Cluster, verification: Verify) -> None:
    v = verification()
    with cluster.connect("postgres", autocommit=True) as connection:
        connection.execute(f"alter database {v.copy.fqdn} set timezone = 'Asia/Tokyo'".encode())
        connection.execute(f"alter database {v.copy.fqdn} set datestyle = 'SQL, DMY'".encode())
    assert statuses(v, checks.digests) == {"digests": "pass"}
