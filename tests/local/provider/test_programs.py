"""Whole programs: made, unchanged, changed, replaced, drifted, imported, removed."""

import json

import pytest

from tests.local.provider.workbench import Workbench

pytestmark = pytest.mark.local

GROUP = 'g = resources.ResourceGroup("g", resource_group_name="{name}", location="northeurope")\n'
NETWORK = """
n = network.VirtualNetwork("n", resource_group_name=g.name, virtual_network_name="vnet", location="northeurope",
    address_space=network.AddressSpaceArgs(address_prefixes=["10.0.0.0/16"]), tags={tags})
s = network.Subnet("s", resource_group_name=g.name, virtual_network_name=n.name, subnet_name="{subnet}",
    address_prefix="10.0.1.0/24")
"""
ACCOUNT = """
a = storage.StorageAccount("My-Data", resource_group_name=g.name, location="northeurope", kind="StorageV2",
    sku=storage.SkuArgs(name="Standard_LRS"))
"""


def estate(bench: Workbench, subnet: str = "one", tags: str = "{}", more: str = "") -> Workbench:
    return bench.program((GROUP + NETWORK + more).format(name=bench.name, subnet=subnet, tags=tags))


def test_made_and_then_unchanged(bench: Workbench) -> None:
    estate(bench, more=ACCOUNT).up()
    assert set(bench.resources()) == {"g", "n", "s", "My-Data"}
    name = bench.resources()["My-Data"]["inputs"]["accountName"]
    assert name.startswith("mydata")
    bench.preview("--expect-no-changes")
    bench.refresh("--expect-no-changes")
    bench.preview("--expect-no-changes")
    assert bench.resources()["My-Data"]["inputs"]["accountName"] == name


def test_a_preview_sends_nothing_and_knows_what_it_cannot_know(bench: Workbench) -> None:
    exports = 'export("blob", a.primary_endpoints.blob)\nexport("place", a.location)\n'
    said = estate(bench, more=ACCOUNT + exports).preview()
    assert "blob" in said
    assert "[unknown]" in said
    assert 'place: "northeurope"' in said.replace("  ", "")
    group = f"/subscriptions/{bench.plane.connection.subscription}/resourceGroups/{bench.name}"
    assert bench.plane.arm.get(group, "2024-03-01") is None


def test_a_change_is_an_update_and_keeps_the_subnets(bench: Workbench) -> None:
    estate(bench).up()
    said = estate(bench, tags='{"team": "core"}').up()
    assert "1 updated" in said
    resources = bench.resources()
    assert resources["n"]["outputs"]["tags"] == {"team": "core"}
    assert bench.plane.arm.get(resources["s"]["id"], "2024-05-01")
    bench.refresh("--expect-no-changes")


def test_a_new_name_replaces(bench: Workbench) -> None:
    estate(bench).up()
    old = bench.resources()["s"]["id"]
    said = estate(bench, subnet="two").up()
    assert "1 replaced" in said
    assert bench.plane.arm.get(old, "2024-05-01") is None
    assert bench.resources()["s"]["id"].endswith("/subnets/two")


def test_a_drift_is_seen_and_mended(bench: Workbench) -> None:
    estate(bench, tags='{"team": "core"}').up()
    resource = bench.resources()["n"]
    body = bench.plane.arm.get(resource["id"], "2024-05-01")
    assert body
    body["tags"] = {"team": "somebody else"}
    bench.plane.arm.put(resource["id"], "2024-05-01", body, {}, lambda: None)
    bench.refresh()
    assert bench.resources()["n"]["inputs"]["tags"] == {"team": "somebody else"}
    assert "1 updated" in bench.up()
    bench.refresh("--expect-no-changes")


def test_what_is_gone_is_made_again(bench: Workbench) -> None:
    estate(bench).up()
    subnet = bench.resources()["s"]["id"]
    bench.plane.arm.delete(subnet, "2024-05-01")
    bench.refresh()
    assert "s" not in bench.resources()
    assert "1 created" in bench.up()


def test_what_exists_is_not_taken_over_but_imported(bench: Workbench) -> None:
    group = f"/subscriptions/{bench.plane.connection.subscription}/resourceGroups/{bench.name}"
    made = bench.plane.arm.put(group, "2024-03-01", {"location": "northeurope"}, {}, lambda: None)
    assert made
    said = bench.program(GROUP.format(name=bench.name)).up(check=False)
    assert "exists already and wasn't made by this stack" in said
    bench.pulumi(
        *("import", "azure-native:resources:ResourceGroup", "g", group, "--yes", "--protect=false"),
        *("--generate-code=false", "--skip-preview", "--stack", "dev"),
    )
    bench.preview("--expect-no-changes")


def test_destroy_leaves_nothing(bench: Workbench) -> None:
    estate(bench, more=ACCOUNT).up()
    ids = [resource["id"] for resource in bench.resources().values()]
    bench.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev")
    assert not bench.resources()
    assert [found for each in ids if (found := bench.plane.arm.get(each, "2024-05-01"))] == []


def test_functions_answer(bench: Workbench) -> None:
    asks = """
me = authorization.get_client_config()
export("me", {"subscription": me.subscription_id, "oid": me.object_id})
export("keys", storage.list_storage_account_keys_output(resource_group_name=g.name, account_name=a.name)
    .apply(lambda found: [len(key.value) for key in found.keys]))
export("same", storage.get_storage_account_output(resource_group_name=g.name, account_name=a.name).location)
"""
    bench.program(GROUP.format(name=bench.name) + ACCOUNT + asks).up()
    outputs = bench.outputs()
    assert outputs["me"]["subscription"] == bench.plane.connection.subscription
    assert outputs["me"]["oid"] == bench.plane.connection.claims()["oid"]
    assert outputs["keys"] == [88, 88]
    assert outputs["same"] == "northeurope"
    shown = json.loads(bench.pulumi("stack", "output", "--json", "--stack", "dev"))
    assert shown["keys"] == "[secret]"


def test_a_versioned_type_is_the_same_type(bench: Workbench) -> None:
    bench.program(
        f'pulumi.CustomResource("azure-native:resources/v20240301:ResourceGroup", "g", '
        f'{{"resourceGroupName": "{bench.name}", "location": "northeurope"}})\n'
    ).up()
    assert bench.resources()["g"]["id"].endswith(bench.name)
