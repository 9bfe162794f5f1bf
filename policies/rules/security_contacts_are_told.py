"""Somebody is told of what Defender finds."""

from policies.engine import MEDIUM, Findings, Properties, Rule, absent, any_of, deny_if, differs, equals, finding

CONTACT = "Microsoft.Security/securityContacts"

rule = Rule(
    severity=MEDIUM, serves=("INC-1", "LOG-2"), iso27001=("5.24", "6.8"), soc2=("CC7.3", "CC7.4"),
    types=("azure-native:security:SecurityContact",),
    why="Microsoft writes to the contact first; without one it writes to nobody.",
    fix="Set emails to a list that is read, and isEnabled to true.",
    source="Microsoft Defender for Cloud: configure email notifications",
    azure_policy=deny_if(
        any_of(absent(f"{CONTACT}/emails"), equals(f"{CONTACT}/emails", ""), differs(f"{CONTACT}/isEnabled", True)),
        of=CONTACT, builtin="4f4f78b8-e367-4b10-a341-d9a4ad5cf1c7",
    ),
    good=[{"emails": "on-call@example.com", "isEnabled": True}],
    bad=[
        {"isEnabled": True},
        {"emails": "", "isEnabled": True},
        {"emails": "a@example.com"},
        {"emails": "a@example.com", "isEnabled": False},
    ],
)  # fmt: skip


@rule.check
def told(contact: Properties) -> Findings:
    if not (emails := contact.get("emails")):
        yield finding("emails", emails, allowed="mail addresses")
    if (value := contact.get("isEnabled")) is not True:
        yield finding("isEnabled", value, allowed=(True,))
