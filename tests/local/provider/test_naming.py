"""Automatic names obey each type's rules, and one seed gives one name."""

import re
import uuid

import pytest

from local.provider.naming import RULES, automatic_name
from local.types.table import table

SEED = b"\x01" * 32


def named(token: str, logical: str, seed: bytes = SEED) -> str:
    kind = table().by_token(token)
    assert kind
    return automatic_name(kind, logical, seed)


def test_a_name_is_the_logical_one_and_eight_digits() -> None:
    assert re.fullmatch(r"web[0-9a-f]{8}", named("azure-native:network:VirtualNetwork", "web"))


def test_the_same_seed_gives_the_same_name_and_another_another() -> None:
    token = "azure-native:network:VirtualNetwork"
    assert named(token, "web") == named(token, "web")
    assert named(token, "web") != named(token, "web", b"\x02" * 32)


def test_without_a_seed_names_differ() -> None:
    token = "azure-native:network:VirtualNetwork"
    assert named(token, "web", b"") != named(token, "web", b"")


@pytest.mark.parametrize("token", sorted(RULES))
def test_names_fit_their_types(token: str) -> None:
    longest, forbidden = RULES[token]
    name = named(token, "A-Rather_Long.Logical Name " * 9)
    assert len(name) <= longest
    assert not re.search(forbidden, name)


def test_storage_accounts_are_lower_case() -> None:
    assert re.fullmatch(r"mydata[0-9a-f]{8}", named("azure-native:storage:StorageAccount", "My-Data"))


def test_role_assignments_are_guids() -> None:
    assert uuid.UUID(named("azure-native:authorization:RoleAssignment", "reader")).version == 4
