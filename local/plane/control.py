"""`/local/…`: what only the stand-in has: its identity, faults, further principals, the record of the wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.plane import arm
from local.plane.behaviour import ArmError, Body
from local.plane.faults import Fault
from local.plane.messages import refusal

if TYPE_CHECKING:
    from local.plane.plane import Plane

Handler = Callable[[Body], Any]


class Control:
    """Everything but `/local/identity` needs a token of an Owner: faults and new principals are no public matter."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane

    def routes(self) -> list[Route]:
        return [
            Route("/local/identity", self.identity),
            Route("/local/faults", self._guarded(lambda _: self._plane.faults.listed()), methods=["GET"]),
            Route("/local/faults", self._guarded(self.add_fault), methods=["POST"]),
            Route("/local/faults", self._guarded(self.clear_faults), methods=["DELETE"]),
            Route("/local/wire", self._guarded(lambda _: self._plane.store.wire()), methods=["GET"]),
            Route("/local/principals", self._guarded(self.add_principal), methods=["POST"]),
            Route("/local/identities", self._guarded(self.managed_identity), methods=["POST"]),
        ]

    def identity(self, request: Request) -> Response:
        started = self._plane.started.is_set()
        about = {"plane": "cordon-local", "version": 1, "rehearsal": self._plane.rehearsal, "started": started}
        return JSONResponse(about)

    def _guarded(self, handler: Handler) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                claims = arm.authenticate(self._plane, request.headers.get("authorization", ""))
                scope = f"/subscriptions/{self._plane.subscription}"
                self._plane.access.require(claims, "Microsoft.Authorization/roleAssignments/write", scope)
                content = await request.body()
                body = json.loads(content) if content else {}
                return JSONResponse(await run_in_threadpool(handler, body))
            except ArmError as error:
                return refusal(error).response()
            except ValueError as problem:
                return refusal(ArmError(400, "InvalidRequestContent", str(problem))).response()

        return answer

    def add_fault(self, body: Body) -> Body:
        """`{"fault": "429" | "500" | "operation-fails" | "latency" | "drop", "method", "type", "count", …}`."""
        try:
            fault = Fault.model_validate(body)
        except ValidationError as problem:
            wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problem.errors())
            raise ArmError(400, "InvalidFault", wrong) from None
        self._plane.faults.add(fault)
        return fault.model_dump()

    def clear_faults(self, body: Body) -> Body:
        self._plane.faults.clear()
        return {}

    def add_principal(self, body: Body) -> Body:
        """A further application with a secret and no role: `{"name": "auditor"}`."""
        if not isinstance(name := body.get("name"), str) or not name:
            raise ArmError(400, "InvalidPrincipal", "name: the principal needs one.")
        principal, secret = self._plane.principals.add(name)
        return {"objectId": principal.object_id, "clientId": principal.client_id, "clientSecret": secret}

    def managed_identity(self, body: Body) -> Body:
        """IDENTITY_ENDPOINT and IDENTITY_HEADER of `{"resource": id}`, as inside App Service."""
        resource = self._plane.store.get(str(body.get("resource", "")))
        principal = self._plane.principals.by_resource(resource["id"]) if resource else None
        if principal is None:
            text = f"resource: '{body.get('resource')}' has no managed identity."
            raise ArmError(404, "IdentityNotFound", text)
        secret = self._plane.principals.renew_secret(principal)
        return {
            "IDENTITY_ENDPOINT": f"{self._plane.url}/msi/token",
            "IDENTITY_HEADER": secret,
            "clientId": principal.client_id,
            "objectId": principal.object_id,
        }
