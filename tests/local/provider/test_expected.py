"""What a preview says of a resource that is yet to be made: nothing that only the service can know."""

from local.provider.resources import expected
from local.provider.values import UNKNOWN
from local.types.table import table

VAULT = {"vaultName": "kv", "resourceGroupName": "g", "properties": {"tenantId": "t", "sku": {"name": "premium"}}}


def test_what_the_service_decides_is_not_known_though_it_may_be_sent() -> None:
    kind = table().by_token("azure-native:keyvault:Vault")
    assert kind
    assert expected(kind, VAULT)["properties"]["vaultUri"] == UNKNOWN
    known = {"properties": {"vaultUri": "https://kv.example"}}
    assert expected(kind, VAULT, known)["properties"]["vaultUri"] == "https://kv.example"
