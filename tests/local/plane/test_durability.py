"""Killed at any moment, the plane goes on where it was."""

import threading
import time
from contextlib import suppress

import httpx
import pytest

from tests.local.plane.harness import VERSION, Process

pytestmark = pytest.mark.local

NETWORK = "/providers/Microsoft.Network/virtualNetworks"
VNET = {"location": "northeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}


def group_of(process: Process, name: str) -> str:
    path = f"/subscriptions/{process.settings()['AZURE_SUBSCRIPTION_ID']}/resourceGroups/{name}"
    client = process.http(process.token())
    client.put(path, params={"api-version": VERSION}, json={"location": "northeurope"}).raise_for_status()
    return path


def test_every_acknowledged_write_survives_kills(process: Process) -> None:
    process.start()
    group, acknowledged = group_of(process, "kills"), set()
    for turn in range(4):
        client = process.http(process.token())
        killer = threading.Timer(0.15 + 0.05 * turn, process.kill)
        killer.start()
        with suppress(httpx.TransportError):
            for number in range(100_000):
                name = f"id-{turn}-{number}"
                url = f"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
                client.put(url, params={"api-version": VERSION}, json={"location": "northeurope"}).raise_for_status()
                acknowledged.add(name)
        killer.join()
        process.start()
    client = process.http(process.token())
    found, url = set(), f"{group}/resources?api-version={VERSION}&$top=1000"
    while url:
        page = client.get(url).json()
        found |= {one["name"] for one in page["value"]}
        url = page.get("nextLink")
    assert acknowledged
    assert acknowledged <= found
    assert len(found - acknowledged) <= 4  # at most the one in flight at each kill


def test_operations_go_on_after_a_kill(process: Process) -> None:
    process.delay = 3  # so that all are under way when the plane dies
    process.start()
    client, group = process.http(process.token()), group_of(process, "resumed")
    for number in range(5):
        client.put(f"{group}{NETWORK}/v{number}", params={"api-version": VERSION}, json=VNET).raise_for_status()
    assert states(client, group) == ["Creating"] * 5
    process.kill()
    process.delay = 0
    process.start()
    client = process.http(process.token())
    until = time.monotonic() + 30
    while "Creating" in states(client, group):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert states(client, group) == ["Succeeded"] * 5


def test_a_half_deleted_group_goes_on_going(process: Process) -> None:
    process.delay = 3
    process.start()
    client, group = process.http(process.token()), group_of(process, "deleted")
    for number in range(3):
        url = f"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id{number}"
        client.put(url, params={"api-version": VERSION}, json={"location": "northeurope"}).raise_for_status()
    poll = client.delete(group, params={"api-version": VERSION}).headers["location"]
    refused = client.put(f"{group}{NETWORK}/v", params={"api-version": VERSION}, json=VNET)
    assert refused.json()["error"]["code"] == "ResourceGroupBeingDeleted"
    process.kill()
    process.delay = 0
    process.start()
    client = process.http(process.token())
    until = time.monotonic() + 30
    while client.get(poll).status_code == 202:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert client.head(group, params={"api-version": VERSION}).status_code == 404


def test_a_repeated_put_joins_the_operation_under_way(process: Process) -> None:
    process.delay = 1
    process.start()
    client, group = process.http(process.token()), group_of(process, "joined")
    answers = [
        client.put(f"{group}{NETWORK}/v", params={"api-version": VERSION}, json=VNET).headers["azure-asyncoperation"]
        for _ in range(3)
    ]
    assert len(set(answers)) == 1


def test_settings_outlive_the_process_and_its_lost_file(process: Process) -> None:
    process.start()
    before = process.settings()
    assert process.home.env_file.stat().st_mode & 0o777 == 0o600
    assert process.stop() == 0
    assert not (process.home.root / "plane.json").exists()
    process.start()
    assert process.settings() == before
    process.stop()
    process.home.env_file.unlink()
    process.start()
    after = process.settings()
    assert after["AZURE_CLIENT_SECRET"] != before["AZURE_CLIENT_SECRET"]
    assert {**after, "AZURE_CLIENT_SECRET": "", "ARM_CLIENT_SECRET": ""} == {
        **before,
        "AZURE_CLIENT_SECRET": "",
        "ARM_CLIENT_SECRET": "",
    }
    assert process.token()


def test_a_taken_port_is_one_sentence(process: Process) -> None:
    process.start()
    other = Process(process.home, port=process.port)
    with pytest.raises(AssertionError, match=rf"port: {process.port} on 127.0.0.1 is taken by another process"):
        other.start()


def states(client: httpx.Client, group: str) -> list[str]:
    found = client.get(group + NETWORK, params={"api-version": VERSION}).json()["value"]
    return [one["properties"]["provisioningState"] for one in found]
