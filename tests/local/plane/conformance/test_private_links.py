"""What the edge asks of what lies behind it: approved by the official clients, and only as often as it was asked."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from azure.mgmt.cdn import CdnManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.storage import StorageManagementClient
from azure.mgmt.web import WebSiteManagementClient

from scripts.edge import links
from scripts.errors import UserError
from tests.local.plane.conformance.conftest import Cloud

pytestmark = pytest.mark.local

WORDS = "cordon test: the edge"


@pytest.fixture(scope="module")
def targets(cloud: Cloud, group: str) -> dict[str, str]:
    """A web app and a storage account, by their private link sub-resources."""
    web = cloud.client(WebSiteManagementClient)
    name = f"cordon-{uuid.uuid4().hex[:12]}"
    plan = {"location": cloud.location, "kind": "linux", "sku": {"name": "P1v3"}, "properties": {"reserved": True}}
    farm = web.app_service_plans.begin_create_or_update(group, "plan", plan).result()
    site = {"location": cloud.location, "kind": "app,linux", "properties": {"serverFarmId": farm.id, "reserved": True}}
    app = web.web_apps.begin_create_or_update(group, name, site).result()
    assert app.properties.default_host_name == f"{name}.azurewebsites.net"
    account = {"location": cloud.location, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": {}}
    storage = cloud.client(StorageManagementClient).storage_accounts
    made = storage.begin_create(group, f"cordon{uuid.uuid4().hex[:16]}", account).result()
    return {"sites": app.id, "blob": made.id}


@pytest.fixture(scope="module")
def session(cloud: Cloud, group: str, targets: dict[str, str]) -> Any:
    """Just enough of a session: a profile whose origins ask for links, twice for one of them."""
    cdn = cloud.client(CdnManagementClient)
    profile = cdn.profiles.begin_create(
        group, "edge", {"location": "global", "sku": {"name": "Premium_AzureFrontDoor"}}
    ).result()
    probes = {"loadBalancingSettings": {"sampleSize": 4, "successfulSamplesRequired": 3}}
    for name, (kind, target) in {"a": ("sites", "sites"), "b": ("sites", "sites"), "c": ("blob", "blob")}.items():
        cdn.afd_origin_groups.begin_create(group, "edge", name, {"properties": probes}).result()
        link = {
            "privateLink": {"id": targets[target]},
            "groupId": kind,
            "privateLinkLocation": cloud.location,
            "requestMessage": WORDS,
        }
        origin = {"hostName": f"{name}.example.com", "sharedPrivateLinkResource": link}
        cdn.afd_origins.begin_create(group, "edge", name, "origin", {"properties": origin}).result()
    estate = SimpleNamespace(edge=SimpleNamespace(profile=profile.id))
    return SimpleNamespace(estate=estate, azure=SimpleNamespace(management=cloud.client))


def test_links_wait_until_they_are_approved(session: Any, targets: dict[str, str]) -> None:
    waiting = links.links(session)
    assert [(link.target, link.status) for link in waiting] == [(target, "Pending") for target in targets.values()]
    with pytest.raises(UserError, match="run `cordon edge approve`"):
        links.check(session)
    assert len(links.approve(session)["approved"]) == 2
    assert set(links.check(session).values()) == {"Approved"}
    assert links.approve(session)["approved"] == []


def test_somebody_elses_link_in_the_same_words_is_left_to_people(
    cloud: Cloud, group: str, session: Any, targets: dict[str, str]
) -> None:
    network = cloud.client(NetworkManagementClient)
    body = {"location": cloud.location, "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}
    network.virtual_networks.begin_create_or_update(group, "net", body).result()
    inner = {"properties": {"addressPrefix": "10.0.1.0/24"}}
    subnet = network.subnets.begin_create_or_update(group, "net", "inner", inner).result()
    asked = {"privateLinkServiceId": targets["sites"], "groupIds": ["sites"], "requestMessage": WORDS}
    connection = {"name": "theirs", "properties": asked}
    endpoint = {
        "location": cloud.location,
        "properties": {"subnet": {"id": subnet.id}, "manualPrivateLinkServiceConnections": [connection]},
    }
    network.private_endpoints.begin_create_or_update(group, "theirs", endpoint).result()
    with pytest.raises(UserError, match="has 2 connections in the edge's words and the edge asked for 1; reject"):
        links.approve(session)
    web = cloud.client(WebSiteManagementClient).web_apps
    listed = web.get_private_endpoint_connection_list(group, targets["sites"].rsplit("/", 1)[-1])
    theirs = next(one for one in listed if one.name.startswith("theirs"))
    rejected = {"properties": {"privateLinkServiceConnectionState": {"status": "Rejected", "description": WORDS}}}
    place = (group, targets["sites"].rsplit("/", 1)[-1], theirs.name)
    web.begin_approve_or_reject_private_endpoint_connection(*place, rejected).result()
    assert set(links.check(session).values()) == {"Approved", "Rejected"}
