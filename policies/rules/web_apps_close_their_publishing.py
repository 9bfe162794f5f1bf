"""Every web app and every slot has its publishing passwords turned off."""

from collections.abc import Iterator

from policies.engine import (
    MEDIUM,
    Finding,
    Findings,
    Resource,
    Stack,
    StackRule,
    finding,
    known,
    not_in_azure_policy,
)
from policies.engine.example import resource

APP, SLOT = "azure-native:web:WebApp", "azure-native:web:WebAppSlot"
WAYS = ("Ftp", "Scm")

SITE = resource("web:WebApp", "app")
STAGING = resource("web:WebAppSlot", "next", {"slot": "staging"}, refers=("web:WebApp/app",))


def closing(slot: str = "") -> Iterator[Resource]:
    for way in WAYS:
        properties = {"allow": False, **({"slot": slot} if slot else {})}
        kind = f"web:WebApp{way}Allowed{'Slot' if slot else ''}"
        yield resource(kind, f"{way}{slot}", properties, refers=("web:WebApp/app",))


rule = StackRule(
    severity=MEDIUM, serves=("ACC-2", "SDL-7"), iso27001=("8.5", "8.32"), soc2=("CC6.1", "CC8.1"),
    why="Azure lets every new app be published to with a password until it is told not to.",
    fix="Add WebAppFtpAllowed and WebAppScmAllowed with allow false; for a slot, those whose names end in Slot.",
    source="App Service: disable basic authentication for deployments",
    azure_policy=not_in_azure_policy(
        "A Deny sees one resource at a time; Azure audits or deploys it from the app instead.",
        builtin="aede300b-d67f-480a-ae26-4b3dfb1a1fdc",
    ),
    good=[[SITE, *closing()], [SITE, STAGING, *closing(), *closing("staging")], []],
    bad=[[SITE], [SITE, *list(closing())[:1]], [SITE, *closing(), STAGING], [SITE, *closing(), STAGING, *closing("x")]],
)  # fmt: skip


@rule.check
def closed(stack: Stack) -> Findings:
    for way in WAYS:
        for app in stack.of(APP):
            if not any(stack.refers(one, app) for one in stack.of(f"azure-native:web:WebApp{way}Allowed")):
                yield missing(way, app)
        for slot in stack.of(SLOT):
            if not any(of(stack, one, slot) for one in stack.of(f"azure-native:web:WebApp{way}AllowedSlot")):
                yield missing(way, slot)


def of(stack: Stack, one: Resource, slot: Resource) -> bool:
    """It names the app and the slot, which is a resource of its own only to Pulumi."""
    if stack.refers(one, slot):
        return True
    apps = [app for app in stack.of(APP) if stack.refers(slot, app)]
    same = known(one.properties, "slot") == known(slot.properties, "slot")
    return same and (not apps or any(stack.refers(one, app) for app in apps))


def missing(way: str, app: Resource) -> Finding:
    said = f"apps with {app.type.rpartition(':')[2].replace('WebApp', f'WebApp{way}Allowed')}"
    return finding(f"basicPublishingCredentialsPolicies.{way.lower()}", None, allowed=said, at=app.urn)
