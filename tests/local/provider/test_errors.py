"""A user's mistake is one sentence, and nothing has been sent."""

import pytest

from tests.local.provider.workbench import Workbench

pytestmark = pytest.mark.local

GROUP = 'pulumi.CustomResource("azure-native:resources:ResourceGroup", "g", {"location": "northeurope"})\n'


def test_a_type_that_is_not_in_the_table(bench: Workbench) -> None:
    said = bench.refused('pulumi.CustomResource("azure-native:compute:VirtualMachine", "vm", {})\n')
    assert "azure-native:compute:VirtualMachine isn't known to the local environment" in said
    assert "local/types/names.txt" in said
    assert "Traceback" not in said


def test_a_misspelt_property(bench: Workbench) -> None:
    said = bench.refused(
        'pulumi.CustomResource("azure-native:resources:ResourceGroup", "g", {"locaton": "northeurope"})\n'
    )
    assert "has no property 'locaton'; did you mean location?" in said
    assert "location is required." in said


def test_an_endpoint_on_another_machine(bench: Workbench) -> None:
    said = bench.refused(GROUP, ARM_METADATA_HOSTNAME="management.azure.com")
    assert "'management.azure.com' isn't an address of this machine" in said


def test_an_endpoint_where_nothing_answers(bench: Workbench) -> None:
    assert "doesn't answer" in bench.refused(GROUP, ARM_METADATA_HOSTNAME="localhost:1")


def test_a_function_that_is_not_known(bench: Workbench) -> None:
    said = bench.refused('pulumi.runtime.invoke("azure-native:compute:getDisk", {})\n')
    assert "azure-native:compute:getDisk isn't known to the local environment" in said


def test_an_id_of_something_else(bench: Workbench) -> None:
    said = bench.pulumi(
        *("import", "azure-native:resources:ResourceGroup", "g", "/not/an/id", "--yes"),
        *("--generate-code=false", "--stack", "dev"),
        check=False,
    )
    assert "'/not/an/id' isn't the id of a azure-native:resources:ResourceGroup" in said


def test_what_azure_refuses_is_said_in_its_words(bench: Workbench) -> None:
    said = bench.program(
        'resources.ResourceGroup("g", resource_group_name="ends.with.a.dot.", location="northeurope")\n'
    ).up(check=False)
    assert "ends.with.a.dot." in said
    assert "InvalidResourceGroup" in said
    assert not bench.resources()
