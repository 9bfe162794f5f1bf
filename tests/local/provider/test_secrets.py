"""A secret given to a resource is in no state, output or message in plain text."""

import pytest

from tests.local.provider.workbench import Workbench

pytestmark = pytest.mark.local

PLAIN = "correct-horse-battery"


def test_no_secret_in_plain_text(bench: Workbench) -> None:
    vault = f"kv-{bench.name}"
    bench.program(f"""
g = resources.ResourceGroup("g", resource_group_name="{bench.name}", location="northeurope")
v = keyvault.Vault("v", resource_group_name=g.name, vault_name="{vault}", location="northeurope",
    properties=keyvault.VaultPropertiesArgs(
        tenant_id=authorization.get_client_config().tenant_id,
        sku=keyvault.SkuArgs(family="A", name="premium"), enable_rbac_authorization=True))
s = keyvault.Secret("s", resource_group_name=g.name, vault_name=v.name, secret_name="s",
    properties=keyvault.SecretPropertiesArgs(value=Output.secret("{PLAIN}")))
t = storage.StorageAccount("t", resource_group_name=g.name, location="northeurope", kind="StorageV2",
    sku=storage.SkuArgs(name="Standard_LRS"), tags={{"hidden": Output.secret("{PLAIN}")}})
export("hidden", t.tags)
""")
    said = bench.preview() + bench.up() + bench.refresh() + bench.preview("--expect-no-changes")
    assert PLAIN not in said
    assert PLAIN not in bench.export()
    assert PLAIN not in bench.pulumi("stack", "output", "--json", "--stack", "dev")
    assert bench.outputs()["hidden"] == {"hidden": PLAIN}
    body = bench.plane.arm.get(bench.resources()["t"]["id"], "2023-05-01")
    assert body
    assert body["tags"] == {"hidden": PLAIN}
