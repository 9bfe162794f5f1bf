"""The table in the repository is what the installed packages say, and the parts of the generator on small sources."""

import ast

import pytest

from local.types import nativesdk
from local.types.generate import TABLE, Generator, names, render
from local.types.library import Library
from local.types.matching import arm_type, best
from local.types.report import report
from local.types.sources import pieces
from local.types.table import table


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


def test_the_table_is_up_to_date() -> None:
    generated = render(Generator().table())
    assert generated == TABLE.read_text(), "run `python -m local.types.generate` with the locked environment"


def test_the_table_is_small_and_complete() -> None:
    assert TABLE.stat().st_size < 500_000
    assert {kind.token for kind in table().types} == {token for token, _ in names()}


def test_every_model_enum_and_pair_that_is_named_is_there() -> None:
    data = table()._data
    for model in data["models"].values():
        for kind in [field.partition(" ")[0].lstrip("[{") for field in model["f"].values()]:
            assert kind[0] not in "@#" or kind[1:] in data["models"] or kind[1:] in data["enums"], kind
        assert set(model.get("v", {}).values()) <= set(data["models"])
    for pair in data["pairs"].values():
        assert {child.lstrip("{") for key in ("k", "v") for child in pair.get(key, {}).values()} <= set(data["pairs"])


def test_the_estate_has_no_input_that_microsofts_clients_do_not_know() -> None:
    """The types that carry the promises: a gap here is a wrong match, not a difference of versions."""
    data = table()._data
    for module in ("network", "privatedns", "storage", "keyvault", "dbforpostgresql", "dataprotection", "cdn"):
        gaps = {name: pair["+"] for name, pair in data["pairs"].items() if name.startswith((f"{module}:", f"{module}."))
                and name.endswith(">in") and "+" in pair}  # fmt: skip
        assert gaps == {}


def test_the_report_names_versions_and_one_sided_properties() -> None:
    lines = report(table()._data).splitlines()
    assert any(line.startswith("azure-native:storage:StorageAccount: ") and "azure-native 20" in line for line in lines)
    assert "    input incidentReceivers: only azure-native has it" in lines
    assert "    input properties/fipsMode: only the client has it" in lines


def test_a_type_that_no_client_has_is_refused_by_name(library: Library) -> None:
    puts = [operation for operation in library.operations if operation.verb == "PUT"]
    native = nativesdk.resource("azure-native:cognitiveservices:Account")
    with pytest.raises(LookupError, match="azure-native:cognitiveservices:Account"):
        best(native, puts, library.sources, None)


def test_both_styles_of_model_read_alike(library: Library) -> None:
    new = library.model("postgresqlflexibleservers.Server").fields
    assert (new["location"].type, new["location"].required, new["location"].update) == ("s", True, False)
    assert new["properties"].type == "@ServerProperties"
    assert not new["systemData"].writable
    old = library.model("authorization.RoleAssignmentCreateParameters").fields
    assert old["properties"].type == "@RoleAssignmentCreateParameters.properties"
    inner = library.model("authorization.RoleAssignmentCreateParameters.properties").fields
    assert (inner["principalType"].type, inner["roleDefinitionId"].required) == ("#PrincipalType", True)
    assert not inner["createdOn"].writable


def test_variants_are_found_by_their_discriminator(library: Library) -> None:
    rule = library.model("dataprotection.BasePolicyRule")
    assert rule.discriminator == "objectType"
    assert rule.children == {"AzureBackupRule": "AzureBackupRule", "AzureRetentionRule": "AzureRetentionRule"}
    blobs = library.model("dataprotection.BlobBackupDatasourceParameters")  # a variant that has a variant
    assert set(blobs.children) == {"BlobBackupDatasourceParameters", "AdlsBlobBackupDatasourceParameters"}
    criteria = library.model("monitor.MetricAlertCriteria")
    assert criteria.discriminator == "odata.type"


def test_arm_types_come_from_urls() -> None:
    prefix = "/subscriptions/{subscriptionId}/resourceGroups/{g}"
    assert arm_type(f"{prefix}/providers/Microsoft.A/bs/{{b}}/cs/default") == "Microsoft.A/bs/cs"
    assert arm_type(prefix) == "Microsoft.Resources/resourceGroups"


def test_pieces_of_a_file_parse_alone() -> None:
    source = "import x\n\n@one\nclass A:\n    a = 1\n\n\n@two\n@three(4)\ndef b():\n    return 1\n"
    found = dict(pieces(source))
    assert list(found) == ["A", "b"]
    for text in found.values():
        ast.parse(text)
