"""What isn't a resource: subscriptions, tenants, locations, providers, name checks, and behaviours' own routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from local.plane import checks, naming, reads
from local.plane.behaviour import ArmError, Body
from local.plane.ids import ArmId
from local.plane.messages import Answer, Ask
from local.plane.regions import REGIONS

if TYPE_CHECKING:
    from local.plane.plane import Plane

Handler = Callable[["Plane", Ask, dict[str, str]], Answer]


@lru_cache(256)
def _compiled(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    pattern = "".join(f"(?P<{part}>[^/]+)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts))
    return re.compile(pattern, re.IGNORECASE)


def route(plane: Plane, ask: Ask) -> Answer | None:
    """The answer of a path that names no stored resource; None where it might name one."""
    for (method, template), handler in ROUTES.items():
        if method == ask.method and (match := _compiled(template).fullmatch(ask.path)):
            values = match.groupdict()
            checks.subscription(plane, values.get("subscription", ""))
            return handler(plane, ask, values)
    for (method, template), own in plane.routes.items():
        if method == ask.method and (match := _compiled(template).fullmatch(ask.path)):
            values = match.groupdict()
            checks.subscription(plane, values.get("subscription", ""))
            verb = "action" if ask.method == "POST" else "delete" if ask.method == "DELETE" else "read"
            action = re.sub(r"/\{\w+\}", "", template.split("/providers/", 1)[-1])
            plane.access.require(ask.caller, f"{action}/{verb}", f"/subscriptions/{plane.subscription}")
            return own(ask, values)
    return None


def _subscription(plane: Plane) -> Body:
    return {
        "id": f"/subscriptions/{plane.subscription}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": plane.subscription,
        "tenantId": plane.tenant,
        "displayName": "cordon local",
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }


def _may_see(plane: Plane, ask: Ask) -> bool:
    scope = f"/subscriptions/{plane.subscription}"
    return plane.access.allowed(ask.principal, "Microsoft.Resources/subscriptions/read", scope)


def subscriptions(plane: Plane, ask: Ask, values: dict[str, str]) -> Answer:
    found = [_subscription(plane)] if _may_see(plane, ask) else []
    return Answer(status=200, body={"value": found, "count": {"type": "Total", "value": len(found)}})


def subscription(plane: Plane, ask: Ask, values: dict[str, str]) -> Answer:
    plane.access.require(ask.caller, "Microsoft.Resources/subscriptions/read", ask.path)
    return Answer(status=200, body=_subscription(plane))


def tenants(plane: Plane, ask: Ask, values: dict[str, str]) -> Answer:
    tenant = {
        "id": f"/tenants/{plane.tenant}",
        "tenantId": plane.tenant,
        "countryCode": "IE",
        "displayName": "cordon local",
        "domains": ["cordon.localhost"],
        "defaultDomain": "cordon.localhost",
        "tenantType": "AAD",
        "tenantCategory": "Home",
    }
    return Answer(status=200, body={"value": [tenant]})


def locations(plane: Plane, ask: Ask, values: dict[str, str]) -> Answer:
    found = []
    for region in REGIONS.values():
        path = f"/subscriptions/{plane.subscription}/locations"
        pair = [{"name": region.pair, "id": f"{path}/{region.pair}"}] if region.pair else []
        found.append(
            {
                "id": f"{path}/{region.name}",
                "name": region.name,
                "type": "Region",
                "displayName": region.display,
                "regionalDisplayName": region.display,
                "metadata": {
                    "regionType": "Physical",
                    "regionCategory": "Recommended" if region.zones else "Other",
                    "geography": region.geography,
                    "pairedRegion": pair,
                },
            }
        )
    return Answer(status=200, body={"value": found})


def _provider(plane: Plane, namespace: str) -> Body:
    known = plane.catalogue.namespaces.get(namespace.lower())
    if known is None:
        raise ArmError(404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid.")
    name = known[0].arm.split("/")[0]
    regions = [region.display for region in REGIONS.values()]
    return {
        "id": f"/subscriptions/{plane.subscription}/providers/{name}",
        "namespace": name,
        "registrationPolicy": "RegistrationRequired",
        "registrationState": "Registered",
        "resourceTypes": [
            {
                "resourceType": one.arm.split("/", 1)[1],
                "locations": regions if one.tracked else [],
                "apiVersions": [one.api_version],
                "defaultApiVersion": one.api_version,
                "capabilities": "SupportsTags, SupportsLocation" if one.tracked else "None",
            }
            for one in known
        ],
    }


def all_providers(plane: Plane, ask: Ask, values: dict[str, str]) -> Answer:
    return reads.page(ask, [_provider(plane, one) for one in plane.catalogue.namespaces])


def provider(plane: Plane, ask: Ask, values: dict[str, str]) -> Answer:
    return Answer(status=200, body=_provider(plane, values["namespace"]))


def resources(plane: Plane, ask: Ask, values: dict[str, str]) -> Answer:
    return reads.everything(plane, ask, values.get("group"))


def check_name(plane: Plane, ask: Ask, values: dict[str, str]) -> Answer:
    """checkNameAvailability of the types whose names are globally unique."""
    body = ask.body()
    name, namespace = str(body.get("name", "")), values["namespace"]
    default = next((one for one in naming.GLOBAL if one.startswith(namespace.lower() + "/")), "")
    wanted = str(body.get("type") or default)
    kind = plane.catalogue.find(wanted) or plane.catalogue.find(default)
    if kind is None:
        raise ArmError(404, "InvalidResourceType", f"Names of type '{wanted}' can't be checked.")
    parsed = ArmId(f"/providers/{kind.arm}/{name}", "", namespace, (kind.arm.split("/")[-1],), (name,))
    try:
        naming.check_name(parsed, kind.arm)
    except ArmError as error:
        return _availability("AccountNameInvalid" if "torage" in kind.arm else "Invalid", error.message)
    if found := naming.taken(plane.store, kind.arm, name):
        return _availability("AlreadyExists", found[1])
    return _availability("", "")


def _availability(reason: str, message: str) -> Answer:
    if not reason:
        return Answer(status=200, body={"nameAvailable": True})
    return Answer(status=200, body={"nameAvailable": False, "reason": reason, "message": message})


SUBSCRIPTION = "/subscriptions/{subscription}"
ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "/subscriptions"): subscriptions,
    ("GET", SUBSCRIPTION): subscription,
    ("GET", "/tenants"): tenants,
    ("GET", "/providers"): all_providers,
    ("GET", SUBSCRIPTION + "/locations"): locations,
    ("GET", SUBSCRIPTION + "/providers"): all_providers,
    ("GET", SUBSCRIPTION + "/providers/{namespace}"): provider,
    ("POST", SUBSCRIPTION + "/providers/{namespace}/register"): provider,
    ("POST", SUBSCRIPTION + "/providers/{namespace}/checkNameAvailability"): check_name,
    ("POST", SUBSCRIPTION + "/providers/{namespace}/locations/{location}/checkNameAvailability"): check_name,
    ("GET", SUBSCRIPTION + "/resources"): resources,
    ("GET", SUBSCRIPTION + "/resourceGroups/{group}/resources"): resources,
}
