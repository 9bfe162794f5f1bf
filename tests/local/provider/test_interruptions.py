"""Throttling, dropped connections, failed operations, Ctrl-C, kill -9: the state says what is there."""

import json
import signal
import time

import pytest

from tests.local.engine_room import command_line, descendants, gone, kill
from tests.local.provider.workbench import Workbench

pytestmark = pytest.mark.local

ACCOUNTS = "Microsoft.Storage/storageAccounts"
PROGRAM = """
g = resources.ResourceGroup("g", resource_group_name="{name}", location="northeurope")
a = storage.StorageAccount("a", resource_group_name=g.name, location="northeurope", kind="StorageV2",
    account_name="{name}", sku=storage.SkuArgs(name="Standard_LRS"))
c = storage.BlobContainer("c", resource_group_name=g.name, account_name=a.name, container_name="content")
"""


@pytest.fixture
def written(bench: Workbench) -> Workbench:
    return bench.program(PROGRAM.format(name=bench.name))


@pytest.mark.parametrize("fault", [{"fault": "429", "count": 2}, {"fault": "500"}, {"fault": "drop"}])
def test_a_passing_fault_is_waited_out(written: Workbench, fault: dict) -> None:
    written.plane.fault(method="PUT", type=ACCOUNTS, **fault)
    written.up()
    written.refresh("--expect-no-changes")


def test_a_failed_operation_is_told_and_taken_up_again(written: Workbench) -> None:
    written.plane.fault(method="PUT", type=ACCOUNTS, fault="operation-fails")
    written.up(check=False)
    assert "c" not in written.resources()
    written.up()
    assert set(written.resources()) == {"g", "a", "c"}
    written.preview("--expect-no-changes")


def wait_for_request(bench: Workbench, resource: str, seconds: float = 60) -> None:
    """Until the state has this resource."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if resource in bench.resources():
            return
        time.sleep(0.2)
    raise AssertionError(f"{resource} never came up")


def test_an_interrupt_ends_the_waiting(written: Workbench) -> None:
    written.plane.fault(method="PUT", type=ACCOUNTS, fault="429", retry_after=600, count=50)
    engine = written.start("up", "--yes", "--skip-preview", "--stack", "dev")
    wait_for_request(written, "g")
    time.sleep(1)  # the account's PUT is being refused by now
    plugins = descendants(engine.pid)
    engine.send_signal(signal.SIGINT)
    said, _ = engine.communicate(timeout=30)
    assert engine.returncode != 0
    assert "cancelled" in said
    assert "Traceback" not in said
    assert all(map(gone, plugins))
    written.plane.no_faults()
    written.up()
    assert set(written.resources()) == {"g", "a", "c"}


@pytest.mark.parametrize("victim", ["engine", "local.provider", "local.host"])
def test_a_kill_leaves_nothing_that_cannot_be_taken_up(written: Workbench, victim: str) -> None:
    # The account exists, and its creation will never be saved: only its container's PUT is held up.
    written.plane.fault(method="GET", type=ACCOUNTS, fault="latency", seconds=5, count=1)
    engine = written.start("up", "--yes", "--skip-preview", "--stack", "dev")
    wait_for_request(written, "g")
    plugins = descendants(engine.pid)
    kill(engine.pid if victim == "engine" else next(pid for pid in plugins if victim in command_line(pid)))
    engine.communicate(timeout=60)
    assert all(map(gone, plugins)), "a plugin outlives its engine"
    written.plane.no_faults()
    written.pulumi("cancel", "--yes", "--stack", "dev")
    written.refresh("--clear-pending-creates")
    written.up()
    assert set(written.resources()) == {"g", "a", "c"}
    assert not json.loads(written.export())["deployment"].get("pending_operations")
    written.refresh("--expect-no-changes")


def test_a_creation_whose_end_was_not_saved_is_adopted(written: Workbench) -> None:
    written.up()
    account, container = (written.resources()[name]["urn"] for name in ("a", "c"))
    for urn in (container, account):  # as if the engine had been killed before saving them
        written.pulumi("state", "delete", urn, "--yes", "--stack", "dev")
    said = written.up()
    assert "2 created" in said
    written.refresh("--expect-no-changes")
