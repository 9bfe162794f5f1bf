"""Nobody holds a role standing that can do everything or hand out roles."""

from policies.engine import CRITICAL, Findings, Properties, Rule, absent, any_of, deny_if, finding

BROAD = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
}
DEFINITION = "Microsoft.Authorization/roleAssignments/roleDefinitionId"
ROLES = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions"

rule = Rule(
    severity=CRITICAL, serves=("ACC-1", "ACC-4"), iso27001=("5.15", "5.18", "8.2"), soc2=("CC6.1", "CC6.3"),
    types=("azure-native:authorization:RoleAssignment",),
    why="One stolen account would then own everything; broad roles are for a time, by PIM and with MFA.",
    fix="Assign the narrowest role that does the job, or make the principal eligible in PIM.",
    source="Azure RBAC: best practices; built-in roles",
    azure_policy=deny_if(
        any_of(absent(DEFINITION), *({"field": DEFINITION, "contains": role} for role in BROAD)),
        of="Microsoft.Authorization/roleAssignments",
    ),
    good=[{"roleDefinitionId": f"{ROLES}/ba92f5b4-2d11-453d-a403-e96b0029c9fe"}],  # Storage Blob Data Contributor
    bad=[*({"roleDefinitionId": f"{ROLES}/{role}"} for role in BROAD), {}],
)  # fmt: skip


@rule.check
def narrow(assignment: Properties) -> Findings:
    definition = assignment.get("roleDefinitionId")
    if definition is None:
        yield finding("roleDefinitionId", None, allowed="roles that do one job")
    elif name := BROAD.get(str(definition).rpartition("/")[2].casefold()):
        yield finding("roleDefinitionId", name, allowed="roles that do one job")
