"""HTTP around the plane: routes by host and path, faults, one line of log for each request."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Host, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local.plane import arm, metadata
from local.plane.behaviour import ArmError
from local.plane.control import Control
from local.plane.entra import Entra
from local.plane.graph import Graph
from local.plane.messages import Ask, refusal
from local.plane.vault_http import VaultData

if TYPE_CHECKING:
    from local.plane.plane import Plane

METHODS = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"]
log = structlog.get_logger()


def application(plane: Plane) -> ASGIApp:
    async def manage(request: Request) -> Response:
        try:
            return await _manage(plane, request)
        except ArmError as error:
            return refusal(error).response()

    routes = [
        Host("{vault}.vault.localhost", VaultData(plane).app, name="vault"),
        Route("/metadata/endpoints", lambda request: metadata.endpoints(plane, request)),
        *Control(plane).routes(),
        *Graph(plane).routes(),
        # Resource Manager's own roots come before Entra's, which begin with any tenant.
        *(
            Route(root + "{rest:path}", manage, methods=METHODS)
            for root in ("/subscriptions", "/providers", "/tenants")
        ),
        *Entra(plane).routes(),
        Route("/{rest:path}", manage, methods=METHODS),
    ]
    return Logged(plane, Starlette(routes=routes))


async def _manage(plane: Plane, request: Request) -> Response:
    path = unquote(request.scope["raw_path"].decode("ascii").split("?")[0])
    path = "/" + path.strip("/")
    claims = arm.authenticate(plane, request.headers.get("authorization", ""))
    request.scope["caller"] = claims["oid"]
    kind = arm.kind_of(request.method, path)
    if fault := plane.faults.take(request.method, kind, "429", "500", "latency"):
        if fault.fault == "latency":
            await plane.faults.wait(fault)
        elif fault.fault == "429":
            text = "The request was throttled on demand: a fault was asked for."
            raise ArmError(429, "TooManyRequests", text, headers={"Retry-After": str(fault.retry_after)})
        else:
            raise ArmError(500, "InternalServerError", "The request failed on demand: a fault was asked for.")
    ask = Ask(
        method=request.method,
        path=path,
        query={name.lower(): value for name, value in request.query_params.items()},
        headers=request.headers,
        content=await request.body(),
        base=plane.url,
        caller=claims,
    )
    answer = await run_in_threadpool(arm.handle, plane, ask)
    return answer.response()


class Logged:
    """Outermost: the log, Azure's request ids, dropped connections, and a last resort for what nobody expected."""

    def __init__(self, plane: Plane, inner: ASGIApp) -> None:
        self._plane, self._inner = plane, inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        began = time.perf_counter()
        method, path = scope["method"], scope["path"]
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        request_id, status = str(uuid.uuid4()), 0
        drop = self._plane.faults.take(method, arm.kind_of(method, path), "drop")

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                client_id = asked.get("x-ms-client-request-id", "")
                extra = {"x-ms-request-id": request_id, "x-ms-correlation-request-id": request_id}
                if client_id:
                    extra["x-ms-client-request-id"] = client_id
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in extra.items()),
                ]
            if drop is None:
                await send(message)

        try:
            if drop is None or drop.when == "after":
                await self._inner(scope, receive, answer)
        except Exception:
            log.exception("request failed", method=method, path=path)
            if not status:
                text = f"An unexpected error occurred; the plane's log has it under {request_id}."
                await refusal(ArmError(500, "InternalServerError", text)).response()(scope, receive, answer)
        if drop is not None:
            _hang_up(send)
        log.info(
            "request",
            method=method,
            host=asked.get("host", ""),
            path=path,
            status="dropped" if drop else status,
            ms=round((time.perf_counter() - began) * 1000, 1),
            caller=scope.get("caller", ""),
            client=asked.get("x-ms-client-request-id", ""),
            request=request_id,
        )


def _hang_up(send: Any) -> None:
    """Close the TCP connection without an answer; ASGI has no message for it, uvicorn's sender knows its transport."""
    send.__self__.transport.abort()
