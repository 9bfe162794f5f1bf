"""The corner of Microsoft Graph that `az` asks: service principals by id, and the caller."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local.plane.behaviour import ArmError
from local.plane.principals import Principal
from local.plane.tokens import GRAPH

if TYPE_CHECKING:
    from local.plane.plane import Plane

FILTER = re.compile(r".*?(appId|id|displayName|servicePrincipalNames/any\(c:c) eq '([^']+)'.*", re.IGNORECASE)


class Graph:
    def __init__(self, plane: Plane) -> None:
        self._plane = plane

    def routes(self) -> list[Route]:
        return [
            Route("/v1.0/me", self.me),
            Route("/v1.0/servicePrincipals", self.service_principals),
            Route("/v1.0/servicePrincipals/{id}", self.service_principal),
            Route("/v1.0/directoryObjects/getByIds", self.by_ids, methods=["POST"]),
        ]

    def _refused(self, request: Request) -> JSONResponse | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            self._plane.tokens.verify(token, audience=(GRAPH, self._plane.url))
        except ArmError as error:
            return _error(401, "InvalidAuthenticationToken", error.message)
        return None

    def me(self, request: Request) -> JSONResponse:
        """Only people have a /me; applications are told so."""
        text = "/me request is only valid with delegated authentication flow."
        return self._refused(request) or _error(400, "BadRequest", text)

    def service_principals(self, request: Request) -> JSONResponse:
        if refused := self._refused(request):
            return refused
        found = self._plane.principals.all()
        if text := request.query_params.get("$filter"):
            match = FILTER.fullmatch(text)
            if match is None:
                return _error(400, "Request_UnsupportedQuery", f"Unsupported filter: {text}")
            wanted = match[2].lower()
            named = match[1].lower() == "displayname"
            found = [one for one in found if wanted in ((one.name,) if named else (one.client_id, one.object_id))]
        return JSONResponse({"value": [_shown(one) for one in found]})

    def service_principal(self, request: Request) -> JSONResponse:
        if refused := self._refused(request):
            return refused
        found = self._plane.principals.by_object(request.path_params["id"])
        if found is None:
            text = f"Resource '{request.path_params['id']}' does not exist or one of its references is not present."
            return _error(404, "Request_ResourceNotFound", text)
        return JSONResponse(_shown(found))

    async def by_ids(self, request: Request) -> JSONResponse:
        if refused := self._refused(request):
            return refused
        wanted = (await request.json()).get("ids", [])
        found = [one for one in (self._plane.principals.by_object(str(item)) for item in wanted) if one]
        return JSONResponse({"value": [_shown(one) for one in found]})


def _shown(principal: Principal) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.servicePrincipal",
        "id": principal.object_id,
        "appId": principal.client_id,
        "displayName": principal.name,
        "servicePrincipalType": principal.kind,
        "servicePrincipalNames": [principal.client_id],
    }


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status)
