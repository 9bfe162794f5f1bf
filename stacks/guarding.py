"""The rules as Azure Policy, on the whole subscription."""

from pathlib import Path

import pulumi

from components.base import Place
from components.policy_assignments import Gate, PolicyAssignments, PolicyAssignmentsArgs
from controls import residency
from stacks.settings_policy import AzurePolicy

RULES = Path(__file__).parent.parent / "policies/azure_policy.json"


def guard(settings: AzurePolicy, place: Place, opts: pulumi.ResourceOptions) -> PolicyAssignments | None:
    """Definitions, initiative and assignment, unless the settings want none."""
    if settings.effect == "Disabled":
        return None
    return PolicyAssignments(
        "policies",
        PolicyAssignmentsArgs(
            place=place,
            gate=Gate.read(RULES),
            regions=sorted(residency.EU),
            paired=sorted(residency.paired()),
            effect=settings.effect,
            enforced=settings.enforced,
        ),
        opts,
    )
