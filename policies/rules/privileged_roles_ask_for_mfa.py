"""Who activates a privileged role proves it with MFA, says why, and has it for hours."""

import re

from policies.engine import CRITICAL, Case, Findings, Properties, Rule, Setting, each, finding, not_in_azure_policy

ASKED = ("MultiFactorAuthentication", "Justification")
ENABLEMENT, EXPIRATION = "Enablement_EndUser_Assignment", "Expiration_EndUser_Assignment"


def policy(asked: tuple[str, ...] = ASKED, duration: str = "PT4H", required: bool = True) -> Properties:
    return {
        "rules": [
            {"id": ENABLEMENT, "enabledRules": list(asked)},
            {"id": EXPIRATION, "isExpirationRequired": required, "maximumDuration": duration},
        ]
    }


rule = Rule(
    severity=CRITICAL, serves=("ACC-2", "ACC-4"), iso27001=("8.2", "8.5"), soc2=("CC6.1", "CC6.3"),
    types=("azure-native:authorization:RoleManagementPolicy",),
    why="An eligible role without MFA is a standing role for whoever steals the session.",
    fix="Ask for MultiFactorAuthentication and Justification at activation, and let it end after some hours.",
    source="Microsoft Entra PIM: configure Azure resource role settings",
    azure_policy=not_in_azure_policy("Azure Policy has no aliases for role management policies."),
    settings={"hours": Setting(default=12, minimum=1, text="The most hours that a role may be active.")},
    about=("rules[*].id",),
    good=[policy(), policy(duration="PT8H")],
    bad=[
        policy(asked=("Justification",)), policy(asked=()), policy(duration="PT24H"), policy(duration="P1D"),
        policy(required=False), {"rules": []}, {},
    ],
)  # fmt: skip


@rule.check
def asks(properties: Properties, case: Case) -> Findings:
    rules = {str(one.get("id")): (path, one) for path, one in each(properties, "rules")}
    if not {ENABLEMENT, EXPIRATION} <= rules.keys():
        yield finding("rules", sorted(rules) or None, allowed=f"lists with {ENABLEMENT} and {EXPIRATION}")
        return
    path, enablement = rules[ENABLEMENT]
    enabled = enablement.get("enabledRules") or []
    if missing := [one for one in ASKED if one not in enabled]:
        yield finding(f"{path}.enabledRules", list(enabled), allowed=f"lists with {', '.join(missing)}")
    path, expiration = rules[EXPIRATION]
    if (required := expiration.get("isExpirationRequired")) is not True:
        yield finding(f"{path}.isExpirationRequired", required, allowed=(True,))
    elif not 0 < hours(duration := expiration.get("maximumDuration")) <= case.settings["hours"]:
        yield finding(f"{path}.maximumDuration", duration, allowed=f"PT1H to PT{case.settings['hours']}H")


def hours(duration: object) -> float:
    """Of PT4H or PT30M; 0 for everything else, days included."""
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", str(duration))
    return int(match[1] or 0) + int(match[2] or 0) / 60 if match else 0
