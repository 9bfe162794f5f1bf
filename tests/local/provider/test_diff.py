"""What changed, by Pulumi's paths, and what of it replaces."""

import pytest

from local.provider.diff import Difference, differences, same_name
from local.provider.values import UNKNOWN
from local.types.table import ResourceType, table

BASE = {
    "resourceGroupName": "rg",
    "accountName": "acc",
    "location": "northeurope",
    "kind": "StorageV2",
    "sku": {"name": "Standard_LRS"},
}


@pytest.fixture
def account() -> ResourceType:
    kind = table().by_token("azure-native:storage:StorageAccount")
    assert kind
    return kind


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sku": {"name": "Standard_ZRS"}}, [Difference("sku.name", "update", False)]),
        ({"location": "westeurope"}, [Difference("location", "update", True)]),
        ({"accountName": "other"}, [Difference("accountName", "update", True)]),
        ({"location": "North Europe"}, []),
        ({"tags": {"a.b": "c"}}, [Difference("tags", "add", False)]),
        ({"kind": None}, [Difference("kind", "delete", False)]),
        ({"minimumTlsVersion": None}, []),
        ({"sku": {"name": UNKNOWN}}, [Difference("sku.name", "update", False)]),
    ],
)
def test_changes(account: ResourceType, change: dict, expected: list[Difference]) -> None:
    assert differences(account, BASE, BASE | change) == expected


def test_paths_quote_names_with_dots_and_count_lists(account: ResourceType) -> None:
    old = BASE | {"tags": {"a.b": "c"}, "zones": ["1", "2"]}
    new = BASE | {"tags": {"a.b": "d"}, "zones": ["1", "3", "4"]}
    assert [(each.path, each.change) for each in differences(account, old, new)] == [
        ('tags["a.b"]', "update"),
        ("zones[1]", "update"),
        ("zones[2]", "add"),
    ]


def test_ids_are_the_same_in_any_case() -> None:
    kind = table().by_token("azure-native:network:PrivateEndpoint")
    assert kind
    old, new = ({"subnet": {"id": f"/subscriptions/s/resource{g}/rg"}} for g in ("Groups", "groups"))
    assert differences(kind, old, new) == []


def test_a_name_that_stays_means_delete_first(account: ResourceType) -> None:
    resource_id = account.resource_id(BASE, "s").upper()
    assert same_name(account, resource_id, BASE | {"location": "westeurope"}, "s")
    assert not same_name(account, resource_id, BASE | {"accountName": "other"}, "s")
    assert not same_name(account, resource_id, BASE | {"accountName": UNKNOWN}, "s")
