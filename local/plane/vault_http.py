"""Key Vault's data plane over HTTP: `https://<vault>.vault.localhost:<port>`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.plane.behaviour import ArmError, Body
from local.plane.vault_access import VaultError, Visit, enter
from local.plane.vault_keys import USES, Keys
from local.plane.vault_secrets import Secrets

if TYPE_CHECKING:
    from local.plane.plane import Plane

METHODS = ["GET", "PUT", "PATCH", "POST", "DELETE"]
VERSION = re.compile(r"(7\.\d(-preview\.\d)?|20\d\d-\d\d-\d\d(-preview(\.\d)?)?)")
Handler = Callable[[Visit, dict[str, str], Body, Body], Any]


class VaultData:
    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self.keys, self.secrets = Keys(plane.vaults), Secrets(plane.vaults)
        self._routes = self._table()
        self.app = Starlette(routes=[Route("/{rest:path}", self._answer, methods=METHODS)])

    async def _answer(self, request: Request) -> Response:
        try:
            content = await request.body()
            result = await run_in_threadpool(self._handle, request, content)
        except ArmError as error:
            body: Body = {"code": error.code, "message": error.message}
            if isinstance(error, VaultError) and error.inner:
                body["innererror"] = {"code": error.inner}
            return JSONResponse({"error": body}, error.status, error.headers)
        return Response(status_code=204) if result is None else JSONResponse(result)

    def _handle(self, request: Request, content: bytes) -> Any:
        header = request.headers.get("authorization", "")
        visit = enter(self._plane, request.path_params["vault"], header)
        request.scope["caller"] = visit.claims["oid"]
        query: Body = dict(request.query_params)
        if VERSION.fullmatch(str(query.get("api-version", ""))) is None:
            text = f"api-version '{query.get('api-version', '')}' is not supported; use 7.0 to 7.6 or a newer date."
            raise VaultError(400, "BadParameter", text)
        for method, pattern, handler in self._routes:
            if method == request.method and (match := pattern.fullmatch(request.url.path.rstrip("/"))):
                return handler(visit, match.groupdict(), _json(content), query)
        text = f"No such operation: {request.method} {request.url.path}"
        raise VaultError(404, "NotFound", text)

    def _table(self) -> list[tuple[str, re.Pattern[str], Handler]]:
        routes: list[tuple[str, str, Handler]] = [
            ("POST", "/rng", lambda v, n, b, q: self.keys.random(v, b)),
            ("PUT", "/secrets/{name}", lambda v, n, b, q: self.secrets.set(v, n["name"], b)),
            ("POST", "/keys/{name}/create", lambda v, n, b, q: self.keys.create(v, n["name"], b)),
            ("PUT", "/keys/{name}", lambda v, n, b, q: self.keys.import_(v, n["name"], b)),
            ("POST", "/keys/{name}/rotate", lambda v, n, b, q: self.keys.rotate(v, n["name"])),
            ("GET", "/keys/{name}/rotationpolicy", lambda v, n, b, q: self.keys.policy(v, n["name"])),
            ("PUT", "/keys/{name}/rotationpolicy", lambda v, n, b, q: self.keys.set_policy(v, n["name"], b)),
        ]
        for objects in (self.secrets, self.keys):
            routes += _shared(objects)
        for use in USES:
            routes.append(("POST", f"/keys/{{name}}/{use}", self._user(use)))
            routes.append(("POST", f"/keys/{{name}}/{{version}}/{use}", self._user(use)))
        return [(method, _pattern(template), handler) for method, template, handler in routes]

    def _user(self, use: str) -> Handler:
        return lambda v, n, b, q: self.keys.use(v, n["name"], n.get("version", ""), use, b)


def _shared(objects: Keys | Secrets) -> list[tuple[str, str, Handler]]:
    """What both kinds answer. The fixed words come before {version}, which any word would fit."""
    live, gone = f"/{objects.kind}", f"/deleted{objects.kind}"
    return [
        ("GET", live, lambda v, n, b, q: objects.list(v, q)),
        ("POST", f"{live}/restore", lambda v, n, b, q: objects.restore(v, b)),
        ("POST", live + "/{name}/backup", lambda v, n, b, q: objects.backup(v, n["name"])),
        ("GET", live + "/{name}/versions", lambda v, n, b, q: objects.versions(v, n["name"], q)),
        ("GET", live + "/{name}", lambda v, n, b, q: objects.get(v, n["name"])),
        ("GET", live + "/{name}/{version}", lambda v, n, b, q: objects.get(v, n["name"], n["version"])),
        ("PATCH", live + "/{name}", lambda v, n, b, q: objects.update(v, n["name"], "", b)),
        ("PATCH", live + "/{name}/{version}", lambda v, n, b, q: objects.update(v, n["name"], n["version"], b)),
        ("DELETE", live + "/{name}", lambda v, n, b, q: objects.delete(v, n["name"])),
        ("GET", gone, lambda v, n, b, q: objects.list_deleted(v, q)),
        ("GET", gone + "/{name}", lambda v, n, b, q: objects.deleted(v, n["name"])),
        ("POST", gone + "/{name}/recover", lambda v, n, b, q: objects.recover(v, n["name"])),
        ("DELETE", gone + "/{name}", lambda v, n, b, q: objects.purge(v, n["name"])),
    ]


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template), re.IGNORECASE)


def _json(content: bytes) -> Body:
    try:
        body = json.loads(content or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise VaultError(400, "BadParameter", "The request body is not a JSON object.")
    return body
