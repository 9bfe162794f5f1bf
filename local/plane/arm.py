"""Azure Resource Manager: who asks, what for, and which part answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.plane import actions, deletes, polling, providers, reads, writes
from local.plane.behaviour import ArmError
from local.plane.catalogue import check_version
from local.plane.ids import ArmId, parse, parse_action
from local.plane.messages import Answer, Ask

if TYPE_CHECKING:
    from local.plane.plane import Plane


def authenticate(plane: Plane, header: str) -> dict[str, str]:
    """The claims behind an Authorization header; ArmError 401 with the challenge that Azure gives."""
    scheme, _, token = header.partition(" ")
    where = f'authorization_uri="{plane.url}/{plane.tenant}"'
    if scheme.lower() != "bearer" or not token.strip():
        text = "Authentication failed. The 'Authorization' header is missing."
        raise ArmError(401, "AuthenticationFailed", text, headers={"WWW-Authenticate": f"Bearer {where}"})
    try:
        return plane.tokens.verify(token.strip(), audience=plane.management_audiences)
    except ArmError as error:
        error.headers["WWW-Authenticate"] = (
            f'Bearer {where}, error="invalid_token", error_description="{error.message}"'
        )
        raise


def kind_of(method: str, path: str) -> str:
    """The ARM type that a request is about, for faults and the log; "" where it names none."""
    parsed = parse(path)
    if parsed is None or (method == "POST" and parsed[0] == "collection"):
        action = parse_action(path)
        return action[0].type if action else parsed[1].type if parsed else ""
    return parsed[1].type


def handle(plane: Plane, ask: Ask) -> Answer:
    """Answer an authenticated request."""
    if not ask.api_version:
        check_version("", "", "")
    if answer := polling.poll(plane, ask):
        return answer
    if answer := providers.route(plane, ask):
        return answer
    if ask.method == "POST":
        if (action := parse_action(ask.path)) is None:
            raise _unknown(ask)
        return actions.act(plane, ask, *action)
    parsed = parse(ask.path)
    if parsed is None:
        raise _unknown(ask)
    kind, resource, _ = parsed
    return _collection(plane, ask, resource) if kind == "collection" else _resource(plane, ask, resource)


def _resource(plane: Plane, ask: Ask, parsed: ArmId) -> Answer:
    match ask.method:
        case "PUT" | "PATCH":
            return writes.write(plane, ask, parsed)
        case "GET" | "HEAD":
            return reads.read(plane, ask, parsed)
        case "DELETE":
            return deletes.delete(plane, ask, parsed)
    raise ArmError(405, "HttpMethodNotAllowed", f"The http method '{ask.method}' is not supported.")


def _collection(plane: Plane, ask: Ask, parsed: ArmId) -> Answer:
    if ask.method != "GET":
        raise ArmError(
            405, "HttpMethodNotAllowed", f"The http method '{ask.method}' is not supported for a collection."
        )
    return reads.collection(plane, ask, parsed)


def _unknown(ask: Ask) -> ArmError:
    return ArmError(404, "NotFound", f"No such path for {ask.method}: '{ask.path}'.")
