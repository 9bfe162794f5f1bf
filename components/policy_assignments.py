"""The second gate: Azure itself refuses what breaks a rule, whoever sends it and by whatever tool."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pulumi
from pulumi_azure_native import authorization as policy

from components.base import Component, Place
from components.naming import Kind

Effect = Literal["Deny", "Audit"]
Definition = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The definitions made of the rules, and the parameters that an assignment may set."""

    parameters: Mapping[str, Any]
    definitions: Sequence[Definition]

    @classmethod
    def read(cls, file: Path) -> "Gate":
        """From `policies/azure_policy.json`."""
        return cls(**json.loads(file.read_text()))


@dataclass(frozen=True, kw_only=True)
class PolicyAssignmentsArgs:
    """`effect` Audit reports and lets pass. `enforced` False only tries the definitions out (DoNotEnforce)."""

    place: Place
    gate: Gate
    regions: Sequence[str]
    paired: Sequence[str]
    effect: Effect = "Deny"
    enforced: bool = True


class PolicyAssignments(Component):
    """Serves RES-1 RES-2 RES-3 ENC-1 NET-2 ACC-4 BAK-5 SDL-7.

    Outputs: `assignment_id`.

    >>> gate = Gate(parameters={}, definitions=[])
    >>> policies = PolicyAssignments("policies", PolicyAssignmentsArgs(
    ...     place=place, gate=gate, regions=["northeurope"], paired=["northeurope"]))
    """

    def __init__(self, name: str, args: PolicyAssignmentsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        made = {one["name"]: self._definition(one) for one in args.gate.definitions}
        initiative = policy.PolicySetDefinition(
            f"{name}-initiative",
            policy_set_definition_name=args.place.name(Kind.POLICY, "commitments"),
            display_name="cordon: the commitments",
            description="What the security statement promises, as far as Azure Policy can say it.",
            policy_type=policy.PolicyType.CUSTOM,
            metadata={"category": "cordon", "version": "1.0.0"},
            parameters=_parameters(args.gate.parameters),
            policy_definitions=[
                policy.PolicyDefinitionReferenceArgs(
                    policy_definition_id=made[one["name"]].id,
                    policy_definition_reference_id=one["name"],
                    parameters={
                        parameter: policy.ParameterValuesValueArgs(value=f"[parameters('{parameter}')]")
                        for parameter in one["properties"]["parameters"]
                    },
                )
                for one in args.gate.definitions
            ],
            opts=self.child,
        )
        values = {"regions": list(args.regions), "pairedRegions": list(args.paired)}
        mode = policy.EnforcementMode
        assignment = policy.PolicyAssignment(
            f"{name}-assignment",
            policy_assignment_name=args.place.name(Kind.POLICY, "commitments"),
            scope=f"/subscriptions/{args.place.subscription}",
            display_name="cordon: the commitments",
            policy_definition_id=initiative.id,
            enforcement_mode=mode.DEFAULT if args.enforced else mode.DO_NOT_ENFORCE,
            overrides=_overrides(args.effect),
            parameters={
                parameter: policy.ParameterValuesValueArgs(value=value)
                for parameter, value in values.items()
                if parameter in args.gate.parameters
            },
            non_compliance_messages=[
                policy.NonComplianceMessageArgs(message=one["message"], policy_definition_reference_id=one["name"])
                for one in args.gate.definitions
            ],
            opts=self.child,
        )
        self.assignment_id = assignment.id
        self.register_outputs({"assignmentId": assignment.id})

    def _definition(self, one: Definition) -> policy.PolicyDefinition:
        properties = one["properties"]
        return policy.PolicyDefinition(
            f"{self.name}-{one['name']}",
            policy_definition_name=self.place.name(Kind.POLICY, one["name"].replace("_", "-")),
            display_name=properties["displayName"],
            description=properties["description"],
            policy_type=policy.PolicyType.CUSTOM,
            mode=properties["mode"],
            metadata=properties["metadata"],
            parameters=_parameters(properties["parameters"]),
            policy_rule=properties["policyRule"],
            opts=self.child,
        )


def _overrides(effect: Effect) -> list[policy.OverrideArgs] | None:
    """Every definition denies; an assignment can make all of them do less."""
    if effect == "Deny":
        return None
    return [policy.OverrideArgs(kind=policy.OverrideKind.POLICY_EFFECT, value=effect)]


def _parameters(declared: Mapping[str, Any]) -> dict[str, policy.ParameterDefinitionsValueArgs]:
    return {
        name: policy.ParameterDefinitionsValueArgs(
            type=each["type"],
            allowed_values=each.get("allowedValues"),
            default_value=each["defaultValue"],
            metadata=policy.ParameterDefinitionsValueMetadataArgs(
                display_name=each["metadata"]["displayName"],
                description=each["metadata"]["description"],
                strong_type=each["metadata"].get("strongType"),
            ),
        )
        for name, each in declared.items()
    }
