"""Each fault of a copy is found by the check that is about it, with its exit code and sentence; a true copy passes."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from scripts.drills import check, checks
from scripts.drills.exit_codes import worst
from scripts.drills.verification import Verification
from tests.scripts.conftest import Cluster
from tests.scripts.drills.conftest import tenant_id
from tests.scripts.drills.faults.catalogue import CopyFault, chosen
from tests.scripts.drills.faults.copies import FAULTS

pytestmark = pytest.mark.local

DATA = (checks.counts, checks.digests, checks.structure, checks.row_security, checks.sequences, checks.foreign_keys,
        checks.integrity, checks.canaries)  # fmt: skip


def judged(v: Verification) -> dict[str, Any]:
    return {one.name: one for one in (check.run(each, v) for each in DATA)}


@pytest.mark.parametrize("fault", chosen(FAULTS), ids=lambda fault: fault.name)
def test_a_fault_of_a_copy_is_found(
    cluster: Cluster, verification: Callable[..., Verification], fault: CopyFault
) -> None:
    v = verification()
    with cluster.connect(v.copy.fqdn, autocommit=True) as connection:
        for statement in fault.sql.format(one=tenant_id(1), two=tenant_id(2)).split("; "):
            connection.execute(statement.encode())
    found = judged(v)
    assert worst(one.exit for one in found.values()) is fault.exit
    assert found[fault.found_by].exit is fault.exit
    assert re.search(fault.says, found[fault.found_by].sentence), found[fault.found_by].sentence


@pytest.mark.parametrize(
    "setting", ["TimeZone = 'Pacific/Kiritimati'", "DateStyle = 'SQL, DMY'", "extra_float_digits = 0"]
)
def test_settings_of_the_copy_change_no_digest(
    cluster: Cluster, verification: Callable[..., Verification], setting: str
) -> None:
    v = verification()
    with cluster.connect("postgres", autocommit=True) as connection:
        connection.execute(f"alter database {v.copy.fqdn} set {setting}".encode())
    found = judged(v)
    assert {one.status for one in found.values()} == {"pass"}, [one.sentence for one in found.values()]
