"""What a rule says in Azure Policy: conditions that read like the rule, made into the JSON of a definition."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from controls.residency import EU, paired

Condition = Mapping[str, Any]

REGIONS = "[parameters('regions')]"
PAIRED_REGIONS = "[parameters('pairedRegions')]"
PARAMETERS: dict[str, dict[str, Any]] = {
    "regions": {
        "type": "Array",
        "defaultValue": sorted(EU),
        "metadata": {"displayName": "Regions", "description": "Where data may lie.", "strongType": "location"},
    },
    "pairedRegions": {
        "type": "Array",
        "defaultValue": sorted(paired()),
        "metadata": {
            "displayName": "Paired regions",
            "description": "Those of the regions whose paired region is allowed too.",
            "strongType": "location",
        },
    },
}
"""What an assignment can set. A definition has those that its condition refers to."""


@dataclass(frozen=True, slots=True)
class AzurePolicy:
    """`condition` makes one of the `types` non-compliant; `builtin` is the id of Azure's definition of the same."""

    types: tuple[str, ...]
    condition: Condition
    builtin: str | None = None
    mode: str = "All"


@dataclass(frozen=True, slots=True)
class NotInAzurePolicy:
    """Why Azure Policy can't say it, and Azure's own definition if there is one that does by other means."""

    reason: str
    builtin: str | None = None


Gate = AzurePolicy | NotInAzurePolicy


def deny_unless(alias: str, allowed: Iterable[Any], *, builtin: str | None = None) -> AzurePolicy:
    """Non-compliant unless the property is there and has one of the values; `notIn` alone lets a missing one pass."""
    return deny_if(any_of(absent(alias), not_in(alias, allowed)), of=type_of(alias), builtin=builtin)


def deny_unless_equal(alias: str, value: Any, *, builtin: str | None = None) -> AzurePolicy:
    return deny_if(differs(alias, value), of=type_of(alias), builtin=builtin)


def deny_each(
    aliases: Iterable[str], allowed: Iterable[Any], *, absent_is_fine: bool = False, builtin: str | None = None
) -> AzurePolicy:
    """As `deny_unless` for the same property of several types; an alias says nothing about another type's resources."""
    allowed, aliases = [_literal(value) for value in allowed], tuple(aliases)
    wrong = [
        all_of(
            equals("type", type_of(alias)),
            all_of(present(alias), not_in(alias, allowed))
            if absent_is_fine
            else any_of(absent(alias), not_in(alias, allowed)),
        )
        for alias in aliases
    ]
    return deny_if(any_of(*wrong), of=[type_of(alias) for alias in aliases], builtin=builtin)


def deny_below(alias: str, least: int, *, builtin: str | None = None) -> AzurePolicy:
    return deny_if(any_of(absent(alias), below(alias, least)), of=type_of(alias), builtin=builtin)


def deny_if(
    *conditions: Condition, of: str | Iterable[str], builtin: str | None = None, mode: str = "All"
) -> AzurePolicy:
    """Non-compliant when all the conditions hold for a resource of the type(s) `of`."""
    types = (of,) if isinstance(of, str) else tuple(of)
    return AzurePolicy(types, conditions[0] if len(conditions) == 1 else all_of(*conditions), builtin, mode)


def not_in_azure_policy(reason: str, *, builtin: str | None = None) -> NotInAzurePolicy:
    return NotInAzurePolicy(reason, builtin)


def type_of(alias: str) -> str:
    """An alias is a type and a property: Microsoft.Storage/storageAccounts/minimumTlsVersion."""
    return alias.rpartition("/")[0]


def equals(field: str, value: Any) -> Condition:
    return {"field": field, "equals": _literal(value)}


def differs(field: str, value: Any) -> Condition:
    return {"field": field, "notEquals": _literal(value)}


def is_in(field: str, values: Iterable[Any]) -> Condition:
    return {"field": field, "in": _listed(values)}


def not_in(field: str, values: Iterable[Any]) -> Condition:
    """`values` may be a parameter: REGIONS or PAIRED_REGIONS."""
    return {"field": field, "notIn": _listed(values)}


def below(field: str, least: int) -> Condition:
    return {"field": field, "less": least}


def absent(field: str) -> Condition:
    return {"field": field, "exists": "false"}


def present(field: str) -> Condition:
    return {"field": field, "exists": "true"}


def any_of(*conditions: Condition) -> Condition:
    return {"anyOf": list(conditions)}


def all_of(*conditions: Condition) -> Condition:
    return {"allOf": list(conditions)}


def unlike(field: str, patterns: Iterable[str]) -> Condition:
    """None of the patterns, each of which may hold one `*`; Azure takes no more."""
    return all_of(*({"field": field, "notLike": pattern} for pattern in patterns))


def some(array: str, where: Condition) -> Condition:
    """At least one member of an array alias (`….securityRules[*]`) for which `where` holds."""
    return {"count": {"field": array, "where": where}, "greater": 0}


def no(array: str, where: Condition | None = None) -> Condition:
    return {"count": {"field": array, **({"where": where} if where else {})}, "equals": 0}


def definition(
    name: str, title: str, gate: AzurePolicy, *, description: str, metadata: Mapping[str, Any]
) -> dict[str, Any]:
    """The body of Microsoft.Authorization/policyDefinitions/<name>. It denies; an assignment can override that."""
    text = str(gate.condition)
    if len(gate.types) == 1:
        typed: Condition = {"field": "type", "equals": gate.types[0]}
    else:
        typed = {"field": "type", "in": list(gate.types)}
    return {
        "name": name,
        "properties": {
            "displayName": title,
            "description": description,
            "policyType": "Custom",
            "mode": gate.mode,
            "metadata": {"category": "cordon", "version": "1.0.0", **metadata},
            "parameters": {name: each for name, each in PARAMETERS.items() if f"[parameters('{name}')]" in text},
            "policyRule": {
                "if": {"allOf": [typed, gate.condition]} if gate.types else gate.condition,
                "then": {"effect": "deny"},
            },
        },
    }


def fields(condition: Any) -> Iterator[str]:
    """Every field that a condition reads: `type`, `location`, aliases ..."""
    if isinstance(condition, Mapping):
        for key, value in condition.items():
            yield from (value,) if key == "field" else fields(value)
    elif isinstance(condition, list):
        for each in condition:
            yield from fields(each)


def _listed(values: Iterable[Any]) -> Any:
    return values if isinstance(values, str) else [_literal(value) for value in values]


def _literal(value: Any) -> Any:
    """Azure Policy compares booleans as strings."""
    return str(value).lower() if isinstance(value, bool) else value
