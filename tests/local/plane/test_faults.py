"""Faults on demand: what tests of other parts lean on."""

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.local.plane.harness import VERSION, InProcess, Process, code

IDENTITY = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
NETWORK = "/providers/Microsoft.Network/virtualNetworks"
VNET = {"location": "northeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}


@pytest.fixture(autouse=True)
def clear(azure: InProcess) -> Iterator[None]:
    yield
    azure.send("DELETE", "/local/faults", version=None)


def fault(azure: InProcess, **wanted: object) -> httpx.Response:
    return azure.send("POST", "/local/faults", wanted, version=None)


def test_throttling_by_type_method_and_count(azure: InProcess) -> None:
    group = azure.group("throttled")
    kind = "microsoft.managedidentity/userassignedidentities"
    fault(azure, fault="429", method="PUT", type=kind, count=2, retry_after=3)
    azure.make(group + NETWORK + "/v", VNET)  # another type goes through
    for _ in range(2):
        refused = azure.send("PUT", group + IDENTITY + "/abc", {"location": "northeurope"})
        assert code(refused) == (429, "TooManyRequests")
        assert refused.headers["retry-after"] == "3"
    azure.make(group + IDENTITY + "/abc", {"location": "northeurope"})


def test_server_error_changes_nothing(azure: InProcess) -> None:
    group = azure.group("broken")
    fault(azure, fault="500", method="PUT")
    assert code(azure.send("PUT", group + IDENTITY + "/abc", {"location": "northeurope"}))[0] == 500
    assert azure.send("GET", group + IDENTITY + "/abc").status_code == 404


def test_failing_operation_leaves_a_failed_resource(azure: InProcess) -> None:
    group = azure.group("failing")
    fault(azure, fault="operation-fails", type="Microsoft.Network/virtualNetworks")
    first = azure.send("PUT", group + NETWORK + "/v", VNET)
    assert first.status_code == 201
    document = first
    while document is first or document.json()["status"] == "InProgress":
        document = azure.send("GET", first.headers["azure-asyncoperation"], version=None)
    assert document.json()["status"] == "Failed"
    assert document.json()["error"]["code"] == "InternalServerError"
    assert azure.send("GET", group + NETWORK + "/v").json()["properties"]["provisioningState"] == "Failed"
    again = azure.call("PUT", group + NETWORK + "/v", VNET)
    assert again.json()["properties"]["provisioningState"] == "Succeeded"


def test_latency_delays(azure: InProcess) -> None:
    fault(azure, fault="latency", seconds=0.3)
    began = time.monotonic()
    azure.send("GET", "/resourceGroups")
    assert time.monotonic() - began >= 0.3  # a floor that a slow machine can't miss


def test_unknown_faults_are_refused_in_a_sentence(azure: InProcess) -> None:
    answer = fault(azure, fault="earthquake")
    assert code(answer) == (400, "InvalidFault")
    assert "'operation-fails'" in answer.json()["error"]["message"]
    assert azure.send("GET", "/local/faults", version=None).json() == []


@pytest.mark.local
@pytest.mark.parametrize(("when", "there"), [("after", 200), ("before", 404)])
def test_dropped_connection(process: Process, when: str, there: int) -> None:
    process.start()
    client = process.http(process.token())
    group = f"/subscriptions/{process.settings()['AZURE_SUBSCRIPTION_ID']}/resourceGroups/dropped?api-version={VERSION}"
    client.post("/local/faults", json={"fault": "drop", "method": "PUT", "when": when})
    with pytest.raises(httpx.TransportError):
        client.put(group, json={"location": "northeurope"})
    assert client.get(group).status_code == there
    assert client.put(group, json={"location": "northeurope"}).status_code in (200, 201)
