"""Runbooks against the real local environment: killed in every block, resumed, recorded; the deleted stay deleted."""

import json
from pathlib import Path

import pytest

from tests.conftest import Environment

pytestmark = pytest.mark.local
CHOSEN = ("secret-leak", "certificate-renewal-failure")
NAME, RUN = "rehearsal-the-deleted", "20261121-000000-beef"


def test_runbooks_survive_a_death_in_every_block(environment: Environment, tmp_path: Path) -> None:
    done = environment.run(
        "cordon", "runbook", "rehearse-all", *CHOSEN, "--json", check=False, CORDON_RUNS=str(tmp_path)
    )
    summary = json.loads(done.stdout)
    assert summary["ok"], [one["problems"] for one in summary["rehearsals"]]
    assert summary["kills"] == summary["blocks"] == 7
    for one in summary["rehearsals"]:
        said = environment.run("cordon", "runbook", "verify", one["run"], CORDON_RUNS=str(tmp_path))
        assert "is whole and signed by" in said.stdout


def test_a_deleted_tenant_and_a_deleted_person_do_not_come_back_with_a_backup(
    environment: Environment, tmp_path: Path
) -> None:
    """The backup is from before both deletions: it must be seen to hold them, or their absence proves nothing."""

    def cordon(*arguments: str) -> str:
        return environment.run("cordon", *arguments, CORDON_RUN=RUN, CORDON_RESTORES=str(tmp_path)).stdout.strip()

    moment = cordon("restore", "part", NAME)
    tenant = cordon("tenant", "id", f"{NAME}-goes-0", "--sample")
    try:
        cordon("restore", "copy", "--at", moment)
        assert json.loads(cordon("restore", "holds", tenant))["users"] == 40
        refused = environment.run(
            "cordon", "restore", "check-forgotten", check=False, CORDON_RUN=RUN, CORDON_RESTORES=str(tmp_path)
        )
        assert refused.returncode == 1
        forgotten = json.loads(cordon("restore", "forget"))
        assert forgotten["tenant_rows_removed"] >= 1000
        assert forgotten["subject_rows_removed"] >= 2
        assert json.loads(cordon("restore", "check-forgotten")) == {"left": 0}
        assert sum(json.loads(cordon("restore", "holds", tenant)).values()) == 0
    finally:
        cordon("restore", "drop")
        cordon("restore", "part-clean", NAME)
