"""Checks on a real PostgreSQL: a true copy passes, and each kind of damage is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from scripts.drills import check, checks
from scripts.drills.manifest import observe
from scripts.drills.verification import Verification
from scripts.tenants import subjects
from tests.scripts.conftest import Cluster
from tests.scripts.drills.conftest import TENANTS, tenant_id

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


def test_rows_appended_after_the_manifest_are_no_alarm(cluster: Cluster, verification: Verify) -> None:
    with cluster.connect() as connection:
        connection.execute("insert into events (tenant_id, kind) values (%s, 'later')", (tenant_id(1),))
    assert statuses(verification(), checks.counts, checks.digests) == {"counts": "pass", "digests": "pass"}


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


def test_what_customers_change_meanwhile_is_no_alarm_and_hides_nothing_else(
    cluster: Cluster, verification: Verify
) -> None:
    before = verification(cluster.copy())  # the manifest is taken now
    with cluster.connect() as connection:
        connection.execute("update users set name = name || '!' where tenant_id = %s", (tenant_id(1),))
    v = Verification(before.drill, before.scenario, before.copy, before.moment)
    v.copy = replace(v.copy, fqdn=cluster.copy())
    assert statuses(v, checks.digests) == {"digests": "fail"}
    with cluster.connect() as connection:
        v.drill.again.append(observe(connection, v.manifest.seen.snapshot))
    v = Verification(v.drill, v.scenario, v.copy, v.moment)
    found = {one.name: one for one in (check.run(each, v) for each in DATA)}
    assert {one.status for one in found.values()} == {"pass"}
    assert "1 were in use and not compared" in found["digests"].sentence
    with cluster.connect(v.copy.fqdn) as connection:
        connection.execute("update users set name = 'x' where tenant_id = %s", (tenant_id(2),))
    v = Verification(v.drill, v.scenario, v.copy, v.moment)
    assert statuses(v, checks.digests) == {"digests": "fail"}


def test_a_person_whose_data_were_deleted_is_forgotten_again(
    cluster: Cluster, verification: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is buried stands in a container, which isn't here; the copy and what is done to it are real."""
    v = verification()
    gone, stays = (TENANTS[0].users[number].id for number in (0, 1))
    monkeypatch.setattr(subjects, "buried", lambda session: [(tenant_id(1), str(gone))])
    found = check.run(checks.no_deleted_person, v)
    assert (found.status, found.actual["left"]) == ("pass", 0), found.sentence
    assert found.actual["replayed"] > 0
    with cluster.connect(v.copy.fqdn) as connection:
        users = {id for (id,) in connection.execute("select id from users where tenant_id = %s", (tenant_id(1),))}
    assert stays in users
    assert gone not in users
