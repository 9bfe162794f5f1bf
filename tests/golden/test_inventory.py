"""An inventory is small, and shows what differs."""

import yaml

from scripts.rehearsal.inventory import inventory, of_state, text

VAULT = "azure-native:keyvault:Vault"


def vault(location: str, **properties: object) -> tuple[str, dict[str, object]]:
    return VAULT, {"location": location, "properties": {"sku": {"name": "premium"}, **properties}}


def test_values_that_all_share_stand_alone_and_others_are_counted() -> None:
    found = inventory(
        [vault("northeurope", enablePurgeProtection=True), vault("westeurope", enablePurgeProtection=True)]
    )
    facts = found["types"]["keyvault:Vault"]
    assert facts["count"] == 2
    assert facts["location"] == {"northeurope": 1, "westeurope": 1}
    assert facts["properties.enablePurgeProtection"] is True
    assert facts["properties.publicNetworkAccess"] == "(unset)"


def test_a_number_is_the_same_however_it_came() -> None:
    workspaces = [("azure-native:operationalinsights:Workspace", {"retentionInDays": days}) for days in (90.0, 90)]
    assert "    retentionInDays: 90\n" in text(inventory(workspaces), "heading")


def test_the_text_is_yaml() -> None:
    found = inventory(
        [
            vault("northeurope"),
            ("azure-native:network:VirtualNetwork", {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}),
        ]
    )
    assert yaml.safe_load(text(found, "heading")) == found


def test_of_a_state_only_what_azure_has_of_this_stack_counts() -> None:
    own = {"type": VAULT, "custom": True, "inputs": {"location": "northeurope"}}
    others = [
        {"type": "cordon:components:Vault", "custom": False},
        {"type": "pulumi:providers:azure-native", "custom": True},
        {**own, "external": True},
    ]
    found = of_state({"deployment": {"resources": [own, *others]}})
    assert (found["resources"], list(found["types"])) == (1, ["keyvault:Vault"])
