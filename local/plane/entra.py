"""Entra ID's endpoints: discovery, keys, tokens for client credentials and for managed identities."""

from __future__ import annotations

import base64
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local.plane import tokens

if TYPE_CHECKING:
    from local.plane.plane import Plane

RESOURCES = (
    *tokens.MANAGEMENT,
    tokens.DATABASE,
    tokens.STORAGE,
    tokens.VAULT,
    tokens.GRAPH,
    "https://api.loganalytics.io",
    "https://monitor.azure.com",
)
ALIASES = ("common", "organizations")


class EntraError(Exception):
    """An OAuth 2 error with an AADSTS code."""

    def __init__(self, status: int, error: str, code: int, text: str) -> None:
        super().__init__(text)
        self.status, self.error, self.code, self.text = status, error, code, text

    def response(self) -> JSONResponse:
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        description = f"AADSTS{self.code}: {self.text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {at}"
        body = {
            "error": self.error,
            "error_description": description,
            "error_codes": [self.code],
            "timestamp": at,
            "trace_id": trace,
            "correlation_id": correlation,
        }
        return JSONResponse(body, self.status, {"Cache-Control": "no-store"})


class Entra:
    def __init__(self, plane: Plane) -> None:
        self._plane = plane

    def routes(self) -> list[Route]:
        return [
            Route("/common/discovery/instance", self.instance),
            Route("/{tenant}/v2.0/.well-known/openid-configuration", self.configuration),
            Route("/{tenant}/.well-known/openid-configuration", self.configuration),
            Route("/{tenant}/discovery/v2.0/keys", self.keys),
            Route("/{tenant}/discovery/keys", self.keys),
            Route("/{tenant}/oauth2/v2.0/token", self.token, methods=["POST"]),
            Route("/{tenant}/oauth2/token", self.token, methods=["POST"]),
            Route("/msi/token", self.managed_identity),
        ]

    def instance(self, request: Request) -> JSONResponse:
        """Every host we answer on is one and the same authority."""
        host = request.headers.get("host", "localhost")
        discovery = f"{self._plane.url}/{self._plane.tenant}/v2.0/.well-known/openid-configuration"
        metadata = [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}]
        return JSONResponse({"tenant_discovery_endpoint": discovery, "api-version": "1.1", "metadata": metadata})

    def configuration(self, request: Request) -> JSONResponse:
        try:
            self._check_tenant(request.path_params["tenant"])
        except EntraError as error:
            return error.response()
        tenant = self._plane.tenant
        authority = f"{self._plane.url}/{tenant}"
        v2 = "/v2.0/" in request.url.path
        return JSONResponse(
            {
                "issuer": f"{authority}/v2.0" if v2 else self._plane.tokens.issuer,
                "authorization_endpoint": f"{authority}/oauth2{'/v2.0' if v2 else ''}/authorize",
                "token_endpoint": f"{authority}/oauth2{'/v2.0' if v2 else ''}/token",
                "jwks_uri": f"{authority}/discovery/v2.0/keys",
                "device_authorization_endpoint": f"{authority}/oauth2/v2.0/devicecode",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
                "response_types_supported": ["token"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "grant_types_supported": ["client_credentials"],
                "tenant_region_scope": "EU",
            }
        )

    def keys(self, request: Request) -> JSONResponse:
        return JSONResponse(self._plane.tokens.jwks())

    async def token(self, request: Request) -> JSONResponse:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        try:
            return JSONResponse(self._grant(request, form), headers={"Cache-Control": "no-store"})
        except EntraError as error:
            return error.response()

    def _grant(self, request: Request, form: dict[str, str]) -> dict[str, Any]:
        tenant = request.path_params["tenant"]
        self._check_tenant(tenant)
        grant = form.get("grant_type")
        if not grant:
            text = "The request body must contain the following parameter: 'grant_type'."
            raise EntraError(400, "invalid_request", 900144, text)
        if grant != "client_credentials":
            text = f"The app requested an unsupported grant type '{grant}'."
            raise EntraError(400, "unsupported_grant_type", 70003, text)
        client, secret = _client(request, form)
        if not client:
            text = "The request body must contain the following parameter: 'client_id'."
            raise EntraError(400, "invalid_request", 900144, text)
        principal = self._plane.principals.by_client(client)
        if principal is None or principal.kind != "Application":
            text = (
                f"Application with identifier '{client}' was not found in the directory 'cordon local'. This can "
                "happen if the application has not been installed by the administrator of the tenant."
            )
            raise EntraError(400, "unauthorized_client", 700016, text)
        if not secret:
            text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
            raise EntraError(401, "invalid_client", 7000218, text)
        if not self._plane.principals.has_secret(principal, secret):
            text = (
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
                f"value, not the client secret ID, for a secret added to app '{client}'."
            )
            raise EntraError(401, "invalid_client", 7000215, text)
        audience = self._audience(form)
        return self._issued(principal.subject, audience, v1="resource" in form)

    def _issued(self, subject: tokens.Subject, audience: str, *, v1: bool) -> dict[str, Any]:
        token = self._plane.tokens.mint(subject, audience)
        answer: dict[str, Any] = {"token_type": "Bearer", "access_token": token}
        if not v1:
            return answer | {"expires_in": tokens.LIFETIME, "ext_expires_in": tokens.LIFETIME}
        claims = self._plane.tokens.verify(token, audience=audience)  # the older endpoint answers in strings
        times = {"expires_in": str(tokens.LIFETIME), "ext_expires_in": str(tokens.LIFETIME)}
        return (
            answer | times | {"expires_on": str(claims["exp"]), "not_before": str(claims["nbf"]), "resource": audience}
        )

    def _audience(self, form: dict[str, str]) -> str:
        if "resource" in form:
            return self._known(form["resource"])
        scopes = [scope for scope in form.get("scope", "").split() if "/" in scope]
        if not scopes:
            text = "The request body must contain the following parameter: 'scope'."
            raise EntraError(400, "invalid_request", 900144, text)
        if len(scopes) > 1 or not scopes[0].endswith("/.default"):
            text = f"The provided value for scope {' '.join(scopes)} is not valid. Client credential flows must have a "
            text += "scope value with /.default suffixed to the resource identifier (application ID URI)."
            raise EntraError(400, "invalid_scope", 1002012, text)
        return self._known(scopes[0].removesuffix("/.default"))

    def _known(self, resource: str) -> str:
        name = resource.rstrip("/").lower()
        if name in RESOURCES or name in self._plane.audiences or name.endswith(".blob.core.windows.net"):
            return resource
        text = f"The resource principal named {resource} was not found in the tenant named cordon local."
        raise EntraError(400, "invalid_resource", 500011, text)

    def _check_tenant(self, tenant: str) -> None:
        if tenant.lower() not in (self._plane.tenant, *ALIASES):
            text = f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID."
            raise EntraError(400, "invalid_request", 90002, text)

    def managed_identity(self, request: Request) -> JSONResponse:
        """App Service's form: the header's secret says which resource asks."""
        query = request.query_params
        holder = self._plane.principals.by_secret(request.headers.get("x-identity-header", ""))
        if holder is None or holder.kind != "ManagedIdentity":
            return JSONResponse({"statusCode": 403, "message": "The X-IDENTITY-HEADER is missing or wrong."}, 403)
        if query.get("api-version") != "2019-08-01" or not query.get("resource"):
            text = "api-version=2019-08-01 and resource are required."
            return JSONResponse({"statusCode": 400, "message": text}, 400)
        if (wanted := query.get("client_id")) and wanted.lower() != holder.client_id:
            text = f"No User Assigned or Delegated Managed Identity found for specified ClientId {wanted}."
            return JSONResponse({"statusCode": 400, "message": text}, 400)
        try:
            audience = self._known(query["resource"].removesuffix("/.default"))
        except EntraError as error:
            return JSONResponse({"statusCode": 400, "message": f"AADSTS{error.code}: {error.text}"}, 400)
        return JSONResponse(self._issued(holder.subject, audience, v1=True) | {"client_id": holder.client_id})


def _client(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """Client id and secret, from the form or from HTTP basic authentication."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except ValueError:
            return "", ""
        return unquote(client), unquote(secret)
    return form.get("client_id", ""), form.get("client_secret", "")
