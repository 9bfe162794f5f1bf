"""Roles are given to groups and managed identities, not to single people."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_if, finding

PEOPLE = ("User", "ForeignGroup")

rule = Rule(
    severity=MEDIUM, serves=("ACC-4", "ACC-5", "ACC-6"), iso27001=("5.16", "5.18"), soc2=("CC6.2", "CC6.3"),
    types=("azure-native:authorization:RoleAssignment",),
    why="Rights given to a person stay when the person moves; group members are reviewed in one place.",
    fix="Assign the role to an Entra group and put the person in it.",
    source="Azure RBAC: best practices, assign roles to groups",
    azure_policy=deny_if(
        {"field": "Microsoft.Authorization/roleAssignments/principalType", "in": list(PEOPLE)},
        of="Microsoft.Authorization/roleAssignments",
    ),
    optional=("principalType",),
    good=[{"principalType": "Group"}, {"principalType": "ServicePrincipal"}],
    bad=[{"principalType": "User"}, {"principalType": "ForeignGroup"}],  # a group of another tenant
)  # fmt: skip


@rule.check
def not_to_people(assignment: Properties) -> Findings:
    if (kind := assignment.get("principalType")) in PEOPLE:
        yield finding("principalType", kind, allowed=("Group", "ServicePrincipal"))
