"""Keys of our own are a setting; where their vaults' names or a cell's own stack leave no room, it is refused."""

import pytest

from stacks.settings import SettingsError, checked, validate
from tests.stacks.test_cell_stack import cell, project  # noqa: F401 - a fixture
from tests.stacks.test_environment import bring_up
from tests.stacks.test_settings import GOOD

OWN = {"encryption": {"customer_managed": True}}


def test_every_database_of_an_environment_is_wrapped_replicas_too() -> None:
    asked, _ = bring_up(validate({**GOOD, **OWN}, "Pulumi.dev.yaml"), "dev")
    servers = asked.of("dbforpostgresql:Server")
    assert len(servers) == 3
    assert all(each.inputs["dataEncryption"]["primaryKeyURI"] for each in servers)


def test_a_vault_whose_name_azure_would_refuse_is_refused() -> None:
    settings = validate({**GOOD, "primary": "germanywestcentral", "regions": {"germanywestcentral": {},
                         "northeurope": {}}, **OWN}, "Pulumi.staging2.yaml")  # fmt: skip
    assert checked("staging", settings, "Pulumi.staging.yaml") is settings
    with pytest.raises(SettingsError) as refused:
        checked("staging2", settings, "Pulumi.staging2.yaml")
    assert str(refused.value) == (
        "Pulumi.staging2.yaml: encryption.customer_managed true is not possible: name 'kv-staging2-gwc-cmk-xxxxx' "
        "breaks Azure's rule for vaults; allowed are at most 24 lower-case letters, digits and hyphens."
    )


def test_a_cell_under_the_regions_keys_has_no_stack_of_its_own(project) -> None:  # noqa: F811
    file = project / "Pulumi.dev.yaml"
    file.write_text(file.read_text() + "  cordon:encryption: {customer_managed: true}\n")
    with pytest.raises(SettingsError) as refused:
        cell(project)
    assert str(refused.value) == (
        "Pulumi.dev-ne-c3.yaml: cell.name 'c3' can't have a stack of its own with encryption.customer_managed true, as "
        "the region's keys wrap its stores; allowed is an entry in regions.northeurope.cells."
    )
