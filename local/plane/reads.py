"""GET and HEAD: one resource, a collection with pages, and the subscription-wide lists with filters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local.plane import checks, resources
from local.plane.behaviour import ArmError, Body
from local.plane.ids import GROUP_TYPE, ArmId, parse_resource
from local.plane.messages import Answer, Ask
from local.plane.rbac import ASSIGNMENTS, BUILT_IN, DEFINITIONS

if TYPE_CHECKING:
    from local.plane.plane import Plane

PAGE = 100
TERM = re.compile(r"\s*\(?\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*\)?\s*", re.IGNORECASE)
ENVELOPE = ("id", "name", "type", "location", "tags", "kind", "sku", "identity", "managedBy", "plan", "zones")


def read(plane: Plane, ask: Ask, parsed: ArmId) -> Answer:
    kind = plane.catalogue.require(parsed, ask.api_version)
    plane.access.require(ask.caller, f"{kind.arm}/read", parsed.path)
    checks.subscription(plane, parsed.subscription)
    if parsed.type.lower() == DEFINITIONS.lower() and parsed.name.lower() in BUILT_IN:
        return Answer(status=200, body=BUILT_IN[parsed.name.lower()].body(plane.subscription))
    body = resources.load(plane, parsed, kind)
    if ask.method == "HEAD":
        return Answer(status=204 if body else 404)
    if body is None:
        checks.parents(plane, parsed)
        raise checks.missing(parsed)
    return Answer(
        status=200, body=resources.shown(plane, body), headers={"ETag": body["etag"]} if "etag" in body else {}
    )


def collection(plane: Plane, ask: Ask, parsed: ArmId) -> Answer:
    """All of a type: in the parent, the group, the subscription, or (role assignments, locks) around a scope."""
    kind = plane.catalogue.require(parsed, ask.api_version)
    scope = parsed.path.rsplit("/", 1)[0] if parsed.names else parsed.scope
    plane.access.require(ask.caller, f"{kind.arm}/read", scope)
    checks.subscription(plane, parsed.subscription)
    if parsed.names:
        if not checks.has(plane, scope):
            raise checks.parent_missing(parsed) if len(parsed.names) > 1 else checks.missing(parse_resource(scope))
        found = plane.store.list(type=kind.arm, parent=scope)
        names = {body["name"].lower() for body in found}
        found += [body for body in resources.unstored(plane, kind, scope) if body["name"].lower() not in names]
    elif kind.arm in (ASSIGNMENTS, DEFINITIONS) or kind.url.startswith("/{"):
        found = _around(plane, kind.arm, scope)
        names = {body["id"].lower() for body in found}
        found += [body for body in resources.unstored(plane, kind, scope) if body["id"].lower() not in names]
        if kind.arm == DEFINITIONS:
            found += [role.body(plane.subscription) for role in BUILT_IN.values()]
    elif parsed.group:
        group = f"/subscriptions/{parsed.subscription}/resourceGroups/{parsed.group}"
        if not plane.store.exists(group):
            raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{parsed.group}' could not be found.")
        found = plane.store.list(type=kind.arm, group=group)
    else:
        found = plane.store.list(type=kind.arm)
    if text := ask.query.get("$filter"):
        found = [body for body in found if _fits(body, _terms(text))]
    return page(ask, [resources.shown(plane, body) for body in found])


def _around(plane: Plane, type: str, scope: str) -> list[Body]:
    """What applies at a scope (inherited from above) and what is inside it."""
    place = scope.lower()
    found = []
    for body in plane.store.list(type=type):
        where = body["id"].lower().rsplit("/providers/", 1)[0]
        if where == place or place.startswith(where + "/") or where.startswith(place + "/"):
            found.append(body)
    return found


def everything(plane: Plane, ask: Ask, group: str | None = None) -> Answer:
    """`/resources`: tracked resources in short, of the subscription or of one group."""
    scope = f"/subscriptions/{plane.subscription}" + (f"/resourceGroups/{group}" if group else "")
    plane.access.require(ask.caller, "Microsoft.Resources/subscriptions/resources/read", scope)
    if group and not plane.store.exists(scope):
        raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found.")
    terms = _terms(ask.query.get("$filter", ""))
    found = []
    for body in plane.store.list(group=scope if group else None):
        kind = plane.catalogue.find(body["type"])
        if kind is None or not kind.tracked or body["type"].lower() == GROUP_TYPE.lower():
            continue
        if _fits(body, terms):
            found.append({name: body[name] for name in ENVELOPE if name in body})
    return page(ask, found)


def page(ask: Ask, found: list[Body]) -> Answer:
    """At most `$top` (or 100) of them, and where to go on."""
    try:
        start, size = int(ask.query.get("$skiptoken", "0")), int(ask.query.get("$top", str(PAGE)))
    except ValueError:
        text = f"The value of $top or $skiptoken isn't a number: {dict(ask.query)}."
        raise ArmError(400, "InvalidQueryParameter", text) from None
    size = max(1, min(size, 1000))
    body: Body = {"value": found[start : start + size]}
    if start + size < len(found):
        query = {name: value for name, value in ask.query.items() if name not in ("api-version", "$skiptoken")}
        body["nextLink"] = ask.link(ask.path, **{**query, "$skiptoken": str(start + size)})
    return Answer(status=200, body=body)


def _terms(text: str) -> list[tuple[str, str]]:
    """`resourceType eq 'a' and location eq 'b'` as pairs; `atScope()` changes nothing here."""
    terms = []
    for part in re.split(r"\s+and\s+", text.strip(), flags=re.IGNORECASE) if text.strip() else []:
        if part.strip().lower() in ("atscope()", "atscopeandbelow()"):
            continue
        match = TERM.fullmatch(part)
        if match is None:
            what = (
                f"Invalid $filter '{text}' specified in the query string: only `<name> eq '<value>'` joined by `and`."
            )
            raise ArmError(400, "InvalidFilterInQueryString", what)
        terms.append((match[1].lower(), match[2].replace("''", "'")))
    return terms


def _fits(body: Body, terms: list[tuple[str, str]]) -> bool:
    tags = {name.lower(): value for name, value in (body.get("tags") or {}).items()}
    tag_name = next((value.lower() for name, value in terms if name == "tagname"), None)
    for name, value in terms:
        if name == "tagname":
            good = value.lower() in tags
        elif name == "tagvalue":
            good = tags.get(tag_name or "", object()) == value
        elif name == "resourcegroup":
            good = parse_resource(body["id"]).group.lower() == value.lower()
        else:
            field = {"resourcetype": "type"}.get(name, name)
            properties = {one.lower(): content for one, content in (body.get("properties") or {}).items()}
            held = body.get(field, properties.get(field))
            good = str(held).replace(" ", "").lower() == value.replace(" ", "").lower()
        if not good:
            return False
    return True
