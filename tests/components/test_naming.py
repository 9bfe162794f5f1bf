"""Every name keeps Azure's rules, whatever the environment, and no two of an environment are equal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.naming import ENVIRONMENT, Kind, Names, unique_suffix
from controls.residency import EU

environments = st.from_regex(ENVIRONMENT, fullmatch=True)


@given(environments, st.sampled_from(list(Kind)), st.sampled_from([None, *EU.values()]), st.integers(1, 999))
def test_names_keep_azures_rules(environment: str, kind: Kind, region: object, generation: int) -> None:
    suffix = unique_suffix("00000000-0000-0000-0000-000000000001", environment, generation)
    name = Names(environment, suffix)(kind, region)  # ty: ignore[invalid-argument-type]
    rule = kind.value
    assert 3 <= len(name) <= rule.longest
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name)  # no hyphen twice, none at the end
    assert rule.separator or "-" not in name
    assert name.endswith(suffix) == rule.everywhere or suffix in environment


@given(environments)
def test_no_two_regions_share_a_name(environment: str) -> None:
    names = Names(environment, "ab3de")
    for kind in Kind:
        assert len({names(kind, region) for region in EU.values()}) == len(EU)


def test_the_suffix_tells_subscriptions_environments_and_generations_apart() -> None:
    suffixes = {unique_suffix(*each) for each in (("a", "dev", 1), ("b", "dev", 1), ("a", "prod", 1), ("a", "dev", 2))}
    assert len(suffixes) == 4
    assert unique_suffix("A", "dev") == unique_suffix("a", "dev")


@pytest.mark.parametrize("environment", ["", "p", "production", "1dev", "Dev", "de-v"])
def test_an_environment_that_fits_no_name_is_refused(environment: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared whole
        Names(environment, "ab3de")
    assert str(refused.value) == (
        f"environment {environment!r} can't be part of a name; allowed are 2 to 8 lower-case letters and digits, "
        "a letter first."
    )


def test_a_name_too_long_for_its_kind_is_refused() -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Names("staging", "ab3de")(Kind.VAULT, EU["germanywestcentral"], "secondary")
    assert str(refused.value) == (
        "name 'kv-staging-gwc-secondary-ab3de' breaks Azure's rule for vaults; allowed are at most 24 lower-case "
        "letters, digits and hyphens."
    )


def test_guids_are_the_same_on_every_run() -> None:
    assert Names("dev", "ab3de").guid("a", "b") == Names("dev", "ab3de").guid("a", "b")
    assert Names("dev", "ab3de").guid("a", "b") != Names("dev", "ab3de").guid("a", "c")
