"""What azure-native fills in, and what is said of a mistake."""

from typing import Any

import pytest

from local.provider.check import fill, mistakes
from local.provider.values import UNKNOWN
from local.types.table import ResourceType, table

GIVEN = {"resourceGroupName": "rg", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}


def kind_of(token: str) -> ResourceType:
    kind = table().by_token(token)
    assert kind
    return kind


ACCOUNT = kind_of("azure-native:storage:StorageAccount")


def filled(kind: ResourceType, news: dict[str, Any], olds: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    settings: dict[str, Any] = {"proposed": None, "location": lambda group: f"where {group} is", **more}
    return fill(kind, news, olds or {}, logical="logs", seed=b"s" * 32, **settings)


def test_name_and_location_are_filled_in() -> None:
    added = filled(ACCOUNT, GIVEN)
    assert added["accountName"].startswith("logs")
    assert added["location"] == "where rg is"


def test_what_is_given_stays() -> None:
    assert filled(ACCOUNT, GIVEN | {"accountName": "mine", "location": "northeurope"}) == {}


def test_an_old_automatic_name_is_kept() -> None:
    assert filled(ACCOUNT, GIVEN, {"accountName": "logs01234567"})["accountName"] == "logs01234567"


def test_the_engines_own_name_wins_and_may_be_forbidden() -> None:
    assert filled(ACCOUNT, GIVEN, proposed="chosen")["accountName"] == "chosen"
    assert "accountName" not in filled(ACCOUNT, GIVEN, proposed="")


def test_a_group_that_is_not_there_yet_leaves_the_location_open() -> None:
    assert filled(ACCOUNT, GIVEN | {"resourceGroupName": UNKNOWN})["location"] == UNKNOWN


def test_a_fixed_name_needs_no_digits() -> None:
    given = {"resourceGroupName": "rg", "accountName": "acc"}
    assert filled(kind_of("azure-native:storage:BlobServiceProperties"), given) == {"blobServicesName": "default"}


RIGHT = GIVEN | {"accountName": "acc", "location": "northeurope"}


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        ({"sku": None}, "sku", "required"),
        ({"location": None}, "location", "required"),
        ({"accountName": None}, "accountName", "required"),
        ({"resourceGroupName": None}, "resourceGroupName", "required"),
        ({"kind": "StorageV9"}, "kind", "did you mean StorageV2"),
        ({"sku": {"nam": "Standard_LRS", "name": "Standard_LRS"}}, "sku.nam", "did you mean name"),
        ({"minimumTlsVersio": "TLS1_2"}, "minimumTlsVersio", "did you mean minimumTlsVersion"),
        ({"enableHttpsTrafficOnly": "yes"}, "enableHttpsTrafficOnly", "must be true or false"),
        ({"networkRuleSet": {"bypas": "None", "defaultAction": "Deny"}}, "networkRuleSet.bypas", "did you mean bypass"),
    ],
)
def test_one_mistake_is_one_sentence(change: dict[str, Any], where: str, says: str) -> None:
    found = list(mistakes(ACCOUNT, RIGHT | change))
    assert [mistake.property for mistake in found] == [where]
    assert says in found[0].reason


def test_what_is_not_known_yet_is_no_mistake() -> None:
    assert not list(mistakes(ACCOUNT, RIGHT | {"kind": UNKNOWN, "sku": UNKNOWN, "tags": {"a": UNKNOWN}}))


def test_a_group_needs_a_location() -> None:
    group = kind_of("azure-native:resources:ResourceGroup")
    assert [mistake.property for mistake in mistakes(group, {"resourceGroupName": "rg"})] == ["location"]
