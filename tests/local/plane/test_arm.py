"""Resource Manager: what it stores, and what it refuses, in Azure's words."""

from typing import Any

import pytest

from tests.local.plane.harness import InProcess, code

NETWORK = "/providers/Microsoft.Network/virtualNetworks"
IDENTITY = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
STORAGE = "/providers/Microsoft.Storage/storageAccounts"
VNET: dict[str, Any] = {"location": "northeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}
ACCOUNT: dict[str, Any] = {"location": "northeurope", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}


def test_group_lives_and_dies(azure: InProcess) -> None:
    first = azure.send("PUT", "/resourceGroups/Life", {"location": "North Europe"})
    assert first.status_code == 201
    assert first.json()["location"] == "northeurope"
    assert azure.send("PUT", "/resourcegroups/LIFE", {"location": "northeurope"}).json()["name"] == "Life"
    assert azure.send("HEAD", "/resourceGroups/life").status_code == 204
    assert azure.call("DELETE", "/resourceGroups/life").status_code == 200
    assert azure.send("HEAD", "/resourceGroups/life").status_code == 404
    assert code(azure.send("GET", "/resourceGroups/life")) == (404, "ResourceGroupNotFound")


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/resourceGroups/no" + IDENTITY + "/abc", {"location": "northeurope"}, (404, "ResourceGroupNotFound")),
        ("{group}" + NETWORK + "/no/subnets/a", {}, (404, "ParentResourceNotFound")),
        ("{group}/providers/Microsoft.Nothing/things/a", {}, (404, "InvalidResourceNamespace")),
        ("{group}/providers/Microsoft.Network/nothings/a", {}, (404, "InvalidResourceType")),
        ("{group}" + IDENTITY + "/abc", {}, (400, "LocationRequired")),
        ("{group}" + IDENTITY + "/abc", {"location": "narnia"}, (400, "LocationNotAvailableForResourceType")),
        (
            "{group}/providers/Microsoft.Cdn/profiles/p",
            {"location": "northeurope", "sku": {"name": "Premium_AzureFrontDoor"}},
            (400, "LocationNotAvailableForResourceType"),
        ),
        ("{group}" + STORAGE + "/Bad-Name", ACCOUNT, (400, "AccountNameInvalid")),
        ("{group}" + STORAGE + "/goodname", ACCOUNT | {"kind": "Fancy"}, (400, "InvalidParameterValue")),
        (
            "{group}" + STORAGE + "/goodname",
            {"location": "northeurope", "kind": "StorageV2"},
            (400, "MissingRequiredProperty"),
        ),
        (
            "{group}" + STORAGE + "/goodname",
            ACCOUNT | {"properties": {"minimumTlsVersoin": "x"}},
            (400, "InvalidRequestContent"),
        ),
        ("{group}" + NETWORK + "/v", [], (400, "InvalidRequestContent")),
        (
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/x",
            {"location": "x"},
            (403, "AuthorizationFailed"),
        ),
        ("{group}" + STORAGE + "/x/blobServices", {}, (405, "HttpMethodNotAllowed")),
        ("/nonsense", {}, (404, "NotFound")),
    ],
)
def test_refuses_as_azure_does(azure: InProcess, path: str, body: object, expected: tuple[int, str]) -> None:
    group = azure.group("refusals")
    assert code(azure.send("PUT", path.replace("{group}", group), body)) == expected
    assert azure.send("GET", group + "/resources").json()["value"] == []


def test_another_regions_spelling_is_the_same_region(azure: InProcess) -> None:
    group = azure.group("spelling")
    made = azure.make(group + IDENTITY + "/abc", {"location": "West Europe"})
    assert made["location"] == "westeurope"
    azure.make(group + IDENTITY + "/abc", {"location": "westeurope"})
    moved = azure.send("PUT", group + IDENTITY + "/abc", {"location": "northeurope"})
    assert code(moved) == (409, "InvalidResourceLocation")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (None, "MissingApiVersionParameter"),
        ("soon", "InvalidApiVersionParameter"),
        ("2099-01-01", "NoRegisteredProviderFound"),
    ],
)
def test_api_versions(azure: InProcess, version: str | None, expected: str) -> None:
    group = azure.group("versions")
    answer = azure.send("PUT", group + IDENTITY + "/abc", {"location": "northeurope"}, version=version)
    assert code(answer) == (400, expected)


def test_first_casing_stays(azure: InProcess) -> None:
    azure.group("Casing")
    made = azure.make("/RESOURCEGROUPS/CASING/PROVIDERS/MICROSOFT.NETWORK/VIRTUALNETWORKS/MyNet", VNET)
    assert made["id"] == f"{azure.scope}/resourceGroups/Casing/providers/Microsoft.Network/virtualNetworks/MyNet"
    again = azure.make("/resourcegroups/casing/providers/microsoft.network/virtualnetworks/mynet", VNET)
    assert again["id"] == made["id"]
    assert azure.send("GET", made["id"].upper().replace("/SUBSCRIPTIONS", "/subscriptions")).json()["id"] == made["id"]


def test_subnets_are_children_and_part_of_their_network(azure: InProcess) -> None:
    network = azure.group("subnets") + NETWORK + "/v"
    inside = [{"name": "a", "properties": {"addressPrefix": "10.0.0.0/24"}}]
    azure.make(network, VNET | {"properties": VNET["properties"] | {"subnets": inside}})
    assert azure.send("GET", network + "/subnets/a").json()["properties"]["addressPrefix"] == "10.0.0.0/24"
    azure.make(network + "/subnets/b", {"properties": {"addressPrefix": "10.0.1.0/24"}})
    azure.make(network, VNET)  # says nothing of subnets: they stay
    shown = azure.send("GET", network).json()["properties"]["subnets"]
    assert [one["name"] for one in shown] == ["a", "b"]
    azure.make(network, VNET | {"properties": VNET["properties"] | {"subnets": inside}})  # b is left out: it goes
    assert azure.send("GET", network + "/subnets/b").status_code == 404


def test_what_is_in_use_stays(azure: InProcess) -> None:
    group = azure.group("inuse")
    rules = azure.make(group + "/providers/Microsoft.Network/networkSecurityGroups/rules", {"location": "northeurope"})
    azure.make(group + NETWORK + "/v", VNET)
    subnet = {"properties": {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": {"id": rules["id"]}}}
    made = azure.make(group + NETWORK + "/v/subnets/a", subnet)
    assert code(azure.call("DELETE", rules["id"])) == (400, "InUseNetworkSecurityGroupCannotBeDeleted")
    target = azure.make(group + STORAGE + "/inuse00account", ACCOUNT)
    connection = {"name": "c", "properties": {"privateLinkServiceId": target["id"], "groupIds": ["blob"]}}
    properties = {"subnet": {"id": made["id"]}, "privateLinkServiceConnections": [connection]}
    endpoint = group + "/providers/Microsoft.Network/privateEndpoints/pe"
    azure.make(endpoint, {"location": "northeurope", "properties": properties})
    assert code(azure.call("DELETE", made["id"])) == (400, "InUseSubnetCannotBeDeleted")
    assert code(azure.call("DELETE", group + NETWORK + "/v")) == (400, "InUseSubnetCannotBeDeleted")
    azure.call("DELETE", endpoint)
    assert azure.call("DELETE", made["id"]).status_code == 200
    assert azure.call("DELETE", rules["id"]).status_code == 200


def test_group_takes_everything_with_it(azure: InProcess) -> None:
    group = azure.group("cascade")
    rules = azure.make(group + "/providers/Microsoft.Network/networkSecurityGroups/rules", {"location": "northeurope"})
    azure.make(group + NETWORK + "/v", VNET)
    subnet = {"properties": {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": {"id": rules["id"]}}}
    azure.make(group + NETWORK + "/v/subnets/a", subnet)
    assert azure.call("DELETE", group).status_code == 200
    assert azure.plane.store.list(group="cascade") == []
    assert azure.plane.store.below(group) == []


def test_deleting_what_is_gone(azure: InProcess) -> None:
    group = azure.group("gone")
    assert azure.send("DELETE", group + NETWORK + "/never").status_code == 204
    assert code(azure.send("DELETE", "/resourceGroups/never")) == (404, "ResourceGroupNotFound")


def test_create_only_properties_stay(azure: InProcess) -> None:
    path = azure.group("createonly") + STORAGE + "/createonly0"
    azure.make(path, ACCOUNT | {"properties": {"isHnsEnabled": True}})
    azure.make(path, ACCOUNT | {"properties": {"isHnsEnabled": True}, "tags": {"a": "b"}})
    changed = azure.send("PUT", path, ACCOUNT | {"properties": {"isHnsEnabled": False}})
    assert code(changed) == (400, "PropertyChangeNotAllowed")


def test_patch_merges(azure: InProcess) -> None:
    path = azure.group("patching") + STORAGE + "/patching0"
    azure.make(path, ACCOUNT | {"tags": {"a": "1"}, "properties": {"allowBlobPublicAccess": False}})
    azure.send("PATCH", path, {"tags": {"b": "2"}, "properties": {"minimumTlsVersion": "TLS1_2"}})
    shown = azure.send("GET", path).json()
    assert shown["tags"] == {"b": "2"}
    assert shown["properties"]["allowBlobPublicAccess"] is False
    assert shown["properties"]["minimumTlsVersion"] == "TLS1_2"
    assert code(azure.send("PATCH", path + "x", {"tags": {}})) == (404, "ResourceNotFound")


def test_names_are_unique_in_all_of_azure(azure: InProcess) -> None:
    azure.make(azure.group("unique1") + STORAGE + "/uniquename", ACCOUNT)
    taken = azure.send("PUT", azure.group("unique2") + STORAGE + "/uniquename", ACCOUNT)
    assert code(taken) == (409, "StorageAccountAlreadyTaken")
    ask = azure.scope + "/providers/Microsoft.Storage/checkNameAvailability"
    wanted = {"type": "Microsoft.Storage/storageAccounts"}
    assert azure.send("POST", ask, wanted | {"name": "uniquename"}).json()["reason"] == "AlreadyExists"
    assert azure.send("POST", ask, wanted | {"name": "A"}).json()["reason"] == "AccountNameInvalid"
    assert azure.send("POST", ask, wanted | {"name": "uniquename2"}).json() == {"nameAvailable": True}


def test_locks_hold(azure: InProcess) -> None:
    group = azure.group("locked")
    path = azure.make(group + IDENTITY + "/held", {"location": "northeurope"})["id"]
    lock = path + "/providers/Microsoft.Authorization/locks/keep"
    assert code(azure.send("PUT", lock, {"properties": {"level": "Sometimes"}}))[0] == 400
    azure.make(lock, {"properties": {"level": "CanNotDelete"}})
    assert code(azure.send("DELETE", path)) == (409, "ScopeLocked")
    assert code(azure.send("DELETE", group)) == (409, "ScopeLocked")
    azure.make(path, {"location": "northeurope", "tags": {"still": "writable"}})
    azure.make(lock, {"properties": {"level": "ReadOnly"}})
    assert code(azure.send("PUT", path, {"location": "northeurope"})) == (409, "ScopeLocked")
    assert azure.send("DELETE", lock).status_code in (200, 204)
    assert azure.send("DELETE", path).status_code in (200, 204)


def test_default_children_exist_with_their_parent(azure: InProcess) -> None:
    path = azure.group("defaults") + STORAGE + "/defaults0"
    assert azure.send("GET", path + "/blobServices/default").status_code == 404
    azure.make(path, ACCOUNT)
    assert azure.send("GET", path + "/blobServices/default").json()["name"] == "default"
    azure.make(path + "/blobServices/default", {"properties": {"isVersioningEnabled": True}})
    assert azure.send("GET", path + "/blobServices/DEFAULT").json()["properties"]["isVersioningEnabled"] is True


def test_lists_come_in_pages(azure: InProcess) -> None:
    group = azure.group("pages")
    for number in range(7):
        azure.make(f"{group}{IDENTITY}/page{number}", {"location": "northeurope"})
    seen: list[str] = []
    answer = azure.send("GET", group + IDENTITY, query={"$top": "3"}).json()
    while True:
        seen += [one["name"] for one in answer["value"]]
        if "nextLink" not in answer:
            break
        answer = azure.send("GET", answer["nextLink"], version=None).json()
    assert seen == [f"page{number}" for number in range(7)]


def test_resources_are_filtered(azure: InProcess) -> None:
    group = azure.group("filters")
    azure.make(group + IDENTITY + "/one", {"location": "northeurope", "tags": {"kind": "a"}})
    azure.make(group + IDENTITY + "/two", {"location": "westeurope", "tags": {"kind": "b"}})
    azure.make(group + NETWORK + "/net", VNET)

    def names(text: str) -> list[str]:
        answer = azure.send("GET", group + "/resources", query={"$filter": text})
        return [one["name"] for one in answer.json()["value"]]

    assert names("resourceType eq 'microsoft.network/virtualnetworks'") == ["net"]
    assert names("tagName eq 'kind' and tagValue eq 'b'") == ["two"]
    assert names("location eq 'northeurope'") == ["one", "net"]
    odd = azure.send("GET", "/resources", query={"$filter": "length(name) gt 3"})
    assert code(odd) == (400, "InvalidFilterInQueryString")


def test_managed_identities_become_principals(azure: InProcess) -> None:
    group = azure.group("identities")
    own = azure.make(group + IDENTITY + "/mine", {"location": "northeurope"})["properties"]
    assert azure.plane.principals.by_object(own["principalId"]) is not None
    identity = {"type": "SystemAssigned"}
    vault = {
        "location": "northeurope",
        "identity": identity,
        "properties": {"storageSettings": [{"type": "GeoRedundant", "datastoreType": "VaultStore"}]},
    }
    made = azure.make(group + "/providers/Microsoft.DataProtection/backupVaults/vault", vault)
    assert azure.plane.principals.by_object(made["identity"]["principalId"]) is not None
    azure.call("DELETE", made["id"])
    assert azure.plane.principals.by_object(made["identity"]["principalId"]) is None


def test_conditions(azure: InProcess) -> None:
    path = azure.group("conditions") + NETWORK + "/v"
    made = azure.make(path, VNET)
    assert code(azure.send("PUT", path, VNET, headers={"If-None-Match": "*"})) == (412, "PreconditionFailed")
    assert code(azure.send("PUT", path, VNET, headers={"If-Match": 'W/"other"'})) == (412, "PreconditionFailed")
    assert azure.send("PUT", path, VNET, headers={"If-Match": made["etag"]}).status_code in (200, 201)


def test_the_wire_is_on_record_without_secrets(azure: InProcess) -> None:
    group = azure.group("wire")
    properties = {"tenantId": azure.plane.tenant, "sku": {"family": "A", "name": "standard"}}
    vault = azure.make(
        group + "/providers/Microsoft.KeyVault/vaults/wirevault", {"location": "northeurope", "properties": properties}
    )
    azure.make(vault["id"] + "/secrets/s", {"properties": {"value": "plain-to-see"}})
    record = azure.send("GET", "/local/wire", version=None)
    assert [one["id"] for one in record.json()][-2:] == [vault["id"], vault["id"] + "/secrets/s"]
    assert "plain-to-see" not in record.text
    assert b"plain-to-see" not in azure.plane.home.state.read_bytes()
