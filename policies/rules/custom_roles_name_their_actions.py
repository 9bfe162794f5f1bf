"""Custom roles name what they allow."""

from collections.abc import Mapping

from policies.engine import HIGH, Findings, Properties, Rule, all_of, any_of, deny_if, each, finding, is_in, some

ALIAS = "Microsoft.Authorization/roleDefinitions/permissions[*]"
HANDS_OUT = "microsoft.authorization/"
KINDS = ("actions", "dataActions")
STARS = ("*", "*/write", "*/action", "*/delete")


def wide(action: str) -> Mapping[str, object]:
    hands_out = all_of({"field": action, "like": f"{HANDS_OUT}*"}, {"not": {"field": action, "notContains": "*"}})
    return any_of(is_in(action, STARS), hands_out)


rule = Rule(
    severity=HIGH, serves=("ACC-4",), iso27001=("5.15", "8.2"), soc2=("CC6.3",),
    types=("azure-native:authorization:RoleDefinition",),
    why="A star allows also what Azure adds tomorrow, and the right to give oneself more rights.",
    fix="List the actions that the job needs.",
    source="Azure RBAC: custom roles; role definitions",
    azure_policy=deny_if(
        any_of(*(some(f"{ALIAS}.{kind}[*]", wide(f"{ALIAS}.{kind}[*]")) for kind in KINDS)),
        of="Microsoft.Authorization/roleDefinitions", builtin="a451c1ef-c6ca-483d-87ed-f49761e3ffb5",
    ),
    optional=("permissions", "permissions[*].actions"),
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
        for kind in KINDS:
            for index, action in enumerate(permission.get(kind) or ()):
                text = str(action).casefold()
                if text in STARS or (text.startswith(HANDS_OUT) and text.endswith("*")):
                    yield finding(f"{path}.{kind}[{index}]", action, allowed="actions by name")
