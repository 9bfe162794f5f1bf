"""Custom roles name what they allow."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_if, each, equals, finding, some

ALIAS = "Microsoft.Authorization/roleDefinitions/permissions[*]"
HANDS_OUT = "microsoft.authorization/"

rule = Rule(
    severity=HIGH, serves=("ACC-4",), iso27001=("5.15", "8.2"), soc2=("CC6.3",),
    types=("azure-native:authorization:RoleDefinition",),
    why="A star allows also what Azure adds tomorrow, and the right to give oneself more rights.",
    fix="List the actions that the job needs.",
    source="Azure RBAC: custom roles; role definitions",
    azure_policy=deny_if(
        some(f"{ALIAS}.actions[*]", equals(f"{ALIAS}.actions[*]", "*")),
        of="Microsoft.Authorization/roleDefinitions", builtin="a451c1ef-c6ca-483d-87ed-f49761e3ffb5",
    ),
    good=[{"permissions": [{"actions": ["Microsoft.Storage/storageAccounts/read"]}]}],
    bad=[
        {"permissions": [{"actions": ["*"]}]},
        {"permissions": [{"actions": [], "dataActions": ["*"]}]},
        {"permissions": [{"actions": ["Microsoft.Authorization/*"]}]},
        {"permissions": [{"actions": ["*/write"]}]},
    ],
)  # fmt: skip


@rule.check
def named(role: Properties) -> Findings:
    for path, permission in each(role, "permissions"):
        for kind in ("actions", "dataActions"):
            for index, action in enumerate(permission.get(kind) or ()):
                text = str(action).casefold()
                wide = text in ("*", "*/write", "*/action", "*/delete")
                if wide or (text.startswith(HANDS_OUT) and text.endswith("*")):
                    yield finding(f"{path}.{kind}[{index}]", action, allowed="actions by name")
