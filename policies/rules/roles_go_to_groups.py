"""Roles are given to groups and managed identities, not to single people."""

from policies.engine import MEDIUM, Findings, Properties, Rule, absent, any_of, deny_if, finding, is_in

KIND = "Microsoft.Authorization/roleAssignments/principalType"
PEOPLE = ("User", "ForeignGroup")

rule = Rule(
    severity=MEDIUM, serves=("ACC-4", "ACC-5", "ACC-6"), iso27001=("5.16", "5.18"), soc2=("CC6.2", "CC6.3"),
    types=("azure-native:authorization:RoleAssignment",),
    why="Rights given to a person stay when the person moves; group members are reviewed in one place.",
    fix="Assign the role to an Entra group and put the person in it; say the principalType.",
    source="Azure RBAC: best practices, assign roles to groups",
    azure_policy=deny_if(
        any_of(absent(KIND), is_in(KIND, PEOPLE)),
        of="Microsoft.Authorization/roleAssignments",
    ),
    good=[{"principalType": "Group"}, {"principalType": "ServicePrincipal"}],
    bad=[{"principalType": "User"}, {"principalType": "ForeignGroup"}, {}],  # absent means User
)  # fmt: skip


@rule.check
def not_to_people(assignment: Properties) -> Findings:
    if (kind := assignment.get("principalType")) in (None, *PEOPLE):
        yield finding("principalType", kind, allowed=("Group", "ServicePrincipal"))
