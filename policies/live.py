"""What exists in a subscription, by Azure Resource Graph, as the rules read resources.

Resource Graph shows top-level resources. Settings that are resources of their own (diagnostics, locks, backups, blob
services) aren't in it, so rules about several resources together aren't held against it: a state has them.
"""

import os
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from policies.engine.azure import AzurePolicy
from policies.engine.discovery import rules
from policies.engine.resource import Resource
from policies.engine.rule import Rule

QUERY = "Resources | project id, name, type, location, tags, sku, kind, identity, properties | order by id asc"
SCOPE = "https://management.azure.com/.default"
# Where azure-native calls a property otherwise than Azure does.
NAMES = {"supportsHttpsTrafficOnly": "enableHttpsTrafficOnly", "networkAcls": "networkRuleSet"}
STORAGE = "microsoft.storage/storageaccounts"


def rows(subscription: str) -> Iterator[dict[str, Any]]:
    """Every row of the subscription, page after page. ARM_ENDPOINT, where it is set, goes before Azure's own."""
    from azure.identity import DefaultAzureCredential  # here: a scan of a state does without
    from azure.mgmt.resourcegraph import ResourceGraphClient
    from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

    local = {"disable_instance_discovery": True} if "ARM_ENDPOINT" in os.environ else {}
    client = ResourceGraphClient(
        DefaultAzureCredential(**local),
        base_url=os.environ.get("ARM_ENDPOINT", "https://management.azure.com"),
        credential_scopes=[SCOPE],
    )
    token: str | None = None
    while True:
        options = QueryRequestOptions(skip_token=token, result_format="objectArray")
        answer: Any = client.resources(QueryRequest(subscriptions=[subscription], query=QUERY, options=options))
        yield from answer.data
        token = answer.skip_token
        if not token:
            return


def resources(found: Iterable[dict[str, Any]]) -> Iterator[Resource]:
    """Those of the types that a rule knows by their ARM type too; others are held to their region alone."""
    for row in found:
        arm = str(row["type"]).lower()
        token = tokens().get(arm, f"azure-native:{arm.replace('/', ':', 1)}")
        yield Resource(row["id"], token, row["name"], _flat(row, arm), id=row["id"])


@cache
def tokens() -> dict[str, str]:
    """azure-native's type by ARM type, from the rules that say the same of one type in both ways."""
    found: dict[str, str] = {}
    for rule in rules():
        gate = rule.azure_policy
        if isinstance(rule, Rule) and isinstance(gate, AzurePolicy) and len(gate.types) in (1, len(rule.types)):
            for arm, token in zip(gate.types, rule.types, strict=False):
                found.setdefault(arm.lower(), token)
    return found


def _flat(row: dict[str, Any], arm: str) -> dict[str, Any]:
    """As azure-native's inputs: properties beside the envelope; kept as they are too, for types that nest them."""
    lifted = _lifted(row.get("properties") or {})
    envelope = {name: row.get(name) for name in ("location", "tags", "sku", "kind", "identity")}
    flat = {**lifted, **{name: value for name, value in envelope.items() if value is not None}, "properties": lifted}
    return {NAMES.get(name, name): value for name, value in flat.items()} if arm == STORAGE else flat


def _lifted(value: Any) -> Any:
    if isinstance(value, dict):
        inner = value.get("properties")
        outer = {
            key: _lifted(each) for key, each in value.items() if key != "properties" or not isinstance(inner, dict)
        }
        return {**outer, **_lifted(inner)} if isinstance(inner, dict) else outer
    return [_lifted(each) for each in value] if isinstance(value, list) else value
