"""Helpers: a rule's examples as Azure gets them, and what the rule's definition says of them."""

from collections.abc import Mapping
from typing import Any

from local.plane.policy import defaults
from local.plane.policy_language import Subject, holds
from local.types.table import table
from policies.engine.azure import AzurePolicy, definition
from policies.engine.rule import Rule

GROUPS = "Microsoft.Resources/subscriptions/resourceGroups"  # as Azure Policy calls resource groups
# The ARM types of what the generated table doesn't hold, where a definition is for several.
ARM = {
    "azure-native:apimanagement:ApiManagementService": "Microsoft.ApiManagement/service",
    "azure-native:cognitiveservices:Account": "Microsoft.CognitiveServices/accounts",
    "azure-native:communication:EmailService": "Microsoft.Communication/emailServices",
    "azure-native:compute:GalleryImageVersion": "Microsoft.Compute/galleries/images/versions",
    "azure-native:servicebus:Namespace": "Microsoft.ServiceBus/namespaces",
    "azure-native:trafficmanager:Endpoint": "Microsoft.Network/trafficmanagerprofiles/azureEndpoints",
}


def subject(gate: AzurePolicy, token: str, properties: Mapping[str, Any]) -> Subject:
    """The body that the provider would send; for types that the table lacks, the inputs stand for it."""
    name, kind = str(properties.get("subnetName", "example")), table().by_token(token)
    if kind is not None:
        arm = GROUPS if kind.arm.endswith("/resourceGroups") else kind.arm
        return Subject(arm, name, kind.to_body(properties))
    arm = ARM.get(token) or (gate.types[0] if gate.types else token)
    return Subject(arm, name, dict(properties))


def denies(rule: Rule, token: str, properties: Mapping[str, Any]) -> bool:
    gate = rule.azure_policy
    assert isinstance(gate, AzurePolicy)
    body = definition(rule.name, rule.title, gate, description=rule.why, metadata={})
    return holds(body["properties"]["policyRule"]["if"], subject(gate, token, properties), defaults(body))


def indexed(gate: AzurePolicy, token: str) -> bool:
    """Whether the definition's mode covers the type: Indexed is for types with location and tags."""
    kind = table().by_token(token)
    return gate.mode != "Indexed" or kind is None or (kind.tracked and not kind.arm.endswith("/resourceGroups"))
