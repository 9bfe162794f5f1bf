"""Azure Policy in force: what assigned definitions deny is refused, whoever sends it.

Known: definitions, initiatives, parameters, scopes and `notScopes`, enforcement mode, overrides of effects, exemptions,
modes All and Indexed, effects Deny, Audit (written to the log) and Disabled. Other effects are stored and do nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog

from local.plane.behaviour import ArmError, Body
from local.plane.ids import GROUP_TYPE, ArmId
from local.plane.policy_language import Subject, holds, resolved, types_of

if TYPE_CHECKING:
    from local.plane.store import Store
    from local.types.table import ResourceType

DEFINITIONS = "Microsoft.Authorization/policyDefinitions"
SETS = "Microsoft.Authorization/policySetDefinitions"
ASSIGNMENTS = "Microsoft.Authorization/policyAssignments"
EXEMPTIONS = "Microsoft.Authorization/policyExemptions"
GROUPS = "Microsoft.Resources/subscriptions/resourceGroups"  # as Azure Policy calls resource groups
OWN = tuple(each.lower() for each in (DEFINITIONS, SETS, ASSIGNMENTS, EXEMPTIONS))

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One definition as one assignment brings it, with its parameters resolved."""

    definition: Body
    assignment: Body
    initiative: Body | None
    reference: str
    effect: str  # lower case
    parameters: Body
    types: frozenset[str] | None
    scope: str
    not_scopes: tuple[str, ...]
    rule: Body = field(repr=False)

    def covers(self, resource_id: str) -> bool:
        return inside(resource_id, self.scope) and not any(inside(resource_id, one) for one in self.not_scopes)

    @property
    def message(self) -> str:
        """What the assignment has to say about it; "" if nothing."""
        said = self.assignment["properties"].get("nonComplianceMessages") or []
        exact = [one for one in said if str(one.get("policyDefinitionReferenceId")).lower() == self.reference.lower()]
        general = [one for one in said if not one.get("policyDefinitionReferenceId")]
        return next((str(one.get("message")) for one in (*exact, *general)), "")


class Policies:
    """The policies in force, read again when one of their resources has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: tuple[int, ...] = ()
        self._policies: tuple[Policy, ...] = ()

    def check(self, parsed: ArmId, kind: ResourceType, body: Body) -> None:
        """ArmError 403 where an assigned definition denies this resource as it is sent."""
        if kind.arm.lower().startswith(OWN):
            return
        group = kind.arm.lower() == GROUP_TYPE.lower()
        subject = Subject(GROUPS if group else kind.arm, parsed.name, body)
        indexed = kind.tracked and not group
        denied = []
        for policy in self._current():
            mode = str(policy.definition["properties"].get("mode", "All")).lower()
            if policy.types is not None and subject.type.lower() not in policy.types:
                continue
            if (mode == "indexed" and not indexed) or not policy.covers(parsed.path):
                continue
            if not holds(policy.rule, subject, policy.parameters) or self._exempt(policy, parsed.path):
                continue
            if policy.effect == "deny":
                denied.append(policy)
            else:
                log.info("policy audit", resource=parsed.path, policy=policy.definition["name"])
        if denied:
            raise disallowed(parsed.name, denied)

    def _current(self) -> tuple[Policy, ...]:
        seen = tuple(self._store.changes(type) for type in (DEFINITIONS, SETS, ASSIGNMENTS))
        if seen != self._seen:
            self._policies = tuple(self._read())
            self._seen = seen
        return self._policies

    def _read(self) -> Iterator[Policy]:
        for assignment in self._store.list(type=ASSIGNMENTS):
            properties = assignment["properties"]
            if str(properties.get("enforcementMode", "Default")).lower() == "donotenforce":
                continue
            target = self._store.get(str(properties.get("policyDefinitionId")))
            if target is None:
                continue  # one of Azure's own, which this plane doesn't have
            given = values(properties.get("parameters"))
            if target["type"].lower() != SETS.lower():
                yield from self._policy(target, assignment, None, "", given)
                continue
            shared = defaults(target) | given
            for one in target["properties"].get("policyDefinitions") or []:
                if definition := self._store.get(str(one.get("policyDefinitionId"))):
                    own = resolved(values(one.get("parameters")), shared)
                    reference = str(one.get("policyDefinitionReferenceId") or definition["name"])
                    yield from self._policy(definition, assignment, target, reference, own)

    def _policy(
        self, definition: Body, assignment: Body, initiative: Body | None, reference: str, given: Body
    ) -> Iterator[Policy]:
        parameters = defaults(definition) | given
        rule = definition["properties"]["policyRule"]
        effect = _overridden(assignment, reference) or str(resolved(rule["then"]["effect"], parameters)).lower()
        if effect in ("deny", "audit"):
            yield Policy(
                definition=definition,
                assignment=assignment,
                initiative=initiative,
                reference=reference,
                effect=effect,
                parameters=parameters,
                types=types_of(resolved(rule["if"], parameters)),
                scope=scope_of(assignment),
                not_scopes=tuple(str(one).lower() for one in assignment["properties"].get("notScopes") or []),
                rule=rule["if"],
            )

    def _exempt(self, policy: Policy, resource_id: str) -> bool:
        for exemption in self._store.list(type=EXEMPTIONS):
            properties = exemption["properties"]
            only = [str(one).lower() for one in properties.get("policyDefinitionReferenceIds") or []]
            ends = properties.get("expiresOn")
            if (
                str(properties.get("policyAssignmentId")).lower() == policy.assignment["id"].lower()
                and (not only or policy.reference.lower() in only)
                and inside(resource_id, scope_of(exemption))
                and (not ends or datetime.fromisoformat(str(ends)) > datetime.now(UTC))
            ):
                return True
        return False


def inside(resource_id: str, scope: str) -> bool:
    place = resource_id.lower()
    return place == scope or place.startswith(scope + "/")


def scope_of(extension: Body) -> str:
    return extension["id"].lower().rsplit("/providers/", 1)[0]


def _overridden(assignment: Body, reference: str) -> str:
    """The effect that the assignment gives instead of the definition's; "" if none."""
    for one in assignment["properties"].get("overrides") or []:
        chosen = [str(each).lower() for selector in one.get("selectors") or [] for each in selector.get("in") or []]
        if one.get("kind") == "policyEffect" and (not chosen or reference.lower() in chosen):
            return str(one.get("value")).lower()
    return ""


def values(parameters: Any) -> Body:
    """`{"effect": {"value": "Deny"}}` as `{"effect": "Deny"}`."""
    return {name: one.get("value") for name, one in (parameters or {}).items() if isinstance(one, dict)}


def defaults(definition: Body) -> Body:
    declared = definition["properties"].get("parameters") or {}
    return {name: one["defaultValue"] for name, one in declared.items() if "defaultValue" in one}


def disallowed(name: str, policies: list[Policy]) -> ArmError:
    """Azure's answer: the reasons if the assignments give any, else the identifiers; the details apart."""
    if reasons := [policy.message for policy in policies if policy.message]:
        said = f"Reasons: '{'; '.join(reasons)}'. See error details for policy resource IDs."
    else:
        said = f"Policy identifiers: '{json.dumps([_identifiers(one) for one in policies], separators=(',', ':'))}'."
    return ArmError(
        403,
        "RequestDisallowedByPolicy",
        f"Resource '{name}' was disallowed by policy. {said}",
        more={
            "target": name,
            "additionalInfo": [{"type": "PolicyViolation", "info": _violation(policy)} for policy in policies],
        },
    )


def _identifiers(policy: Policy) -> Body:
    found = {"policyAssignment": policy.assignment, "policyDefinition": policy.definition}
    if policy.initiative:
        found["policySetDefinition"] = policy.initiative
    return {
        kind: {"name": body["properties"].get("displayName") or body["name"], "id": body["id"]}
        for kind, body in found.items()
    }


def _violation(policy: Policy) -> Body:
    definition, assignment = policy.definition, policy.assignment
    found: Body = {
        "policyDefinitionDisplayName": definition["properties"].get("displayName", ""),
        "policyDefinitionEffect": policy.effect,
        "policyDefinitionId": definition["id"],
        "policyDefinitionName": definition["name"],
        "policyAssignmentId": assignment["id"],
        "policyAssignmentName": assignment["name"],
        "policyAssignmentDisplayName": assignment["properties"].get("displayName", ""),
        "policyAssignmentScope": scope_of(assignment),
        "policyAssignmentParameters": assignment["properties"].get("parameters") or {},
        "policyExemptionIds": [],
    }
    if policy.initiative:
        found |= {
            "policySetDefinitionId": policy.initiative["id"],
            "policySetDefinitionName": policy.initiative["name"],
            "policySetDefinitionDisplayName": policy.initiative["properties"].get("displayName", ""),
            "policyDefinitionReferenceId": policy.reference,
        }
    return found
