"""The generated files say what the code says; a difference is shown as one, with the command that regenerates them."""

import difflib
import subprocess

import pytest

from scripts.rehearsal import inventory
from tests.golden import commitments
from tests.golden.estates import CLONE, ENVIRONMENTS, estate
from tests.golden.texts import REGENERATE, texts

TEXTS = tuple(f"tests/golden/{name}.yaml" for name in ENVIRONMENTS)
PAGES = ("docs/commitments.md", "docs/environments.md", "docs/api-versions.md")


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return {file.relative_to(CLONE).as_posix(): text for file, text in texts()}


@pytest.mark.parametrize("name", [*TEXTS, *PAGES])
def test_what_was_generated_is_what_the_code_says(generated: dict[str, str], name: str) -> None:
    held, now = (CLONE / name).read_text().splitlines(), generated[name].splitlines()
    difference = "\n".join(difflib.unified_diff(held, now, name, "as the code says", lineterm="", n=1))
    if difference:
        pytest.fail(f"{difference}\n\nIf that is meant: {REGENERATE}", pytrace=False)


def test_every_generated_file_is_compared(generated: dict[str, str]) -> None:
    assert set(generated) == {*TEXTS, *PAGES}


def test_the_command_that_a_failure_names_is_there() -> None:
    said = subprocess.run(
        ["make", "-n", *REGENERATE.split()[1:]], cwd=CLONE, capture_output=True, text=True, check=True
    )
    assert "tests.golden" in said.stdout


def test_something_makes_every_commitment_of_level_infra_true() -> None:
    assert commitments.unserved() == []


def test_what_is_open_is_not_served() -> None:
    """An entry that is no longer true must go."""
    for each in commitments.OPEN:
        assert not commitments.components(each)


def test_an_inventory_counts_every_resource() -> None:
    made = estate("prod")
    found = inventory.inventory((each.type, each.inputs) for each in made)
    assert found["resources"] == len(made) == sum(each["count"] for each in found["types"].values())


def test_every_key_property_is_of_a_type_that_is_known() -> None:
    from local.types.table import table

    unknown = [type_ for type_ in inventory.key_properties() if not table().by_token(f"azure-native:{type_}")]
    assert unknown == []
