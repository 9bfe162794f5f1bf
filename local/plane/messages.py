"""A request to Azure Resource Manager and its answer, apart from HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import Response

from local.plane.behaviour import ArmError, Body
from local.plane.tokens import Claims


@dataclass(frozen=True, kw_only=True)
class Ask:
    method: str
    path: str
    query: Mapping[str, str]  # names in lower case
    headers: Mapping[str, str]
    content: bytes
    base: str  # "https://localhost:8443"
    caller: Claims

    @property
    def api_version(self) -> str:
        return self.query.get("api-version", "")

    @property
    def principal(self) -> str:
        return self.caller["oid"]

    def body(self) -> Body:
        """The JSON object sent; ArmError 400 for anything else."""
        try:
            value = json.loads(self.content or b"null")
        except ValueError as problem:
            text = f"The request content was invalid and could not be deserialized: '{problem}'."
            raise ArmError(400, "InvalidRequestContent", text) from None
        if not isinstance(value, dict):
            text = "The request content was invalid: a JSON object is required."
            raise ArmError(400, "InvalidRequestContent", text)
        return value

    def optional_body(self) -> Body:
        return self.body() if self.content.strip() not in (b"", b"null") else {}

    def link(self, path: str, **query: str) -> str:
        """An absolute URL of this plane with the request's api-version."""
        return f"{self.base}{quote(path)}?{urlencode({'api-version': self.api_version} | query)}"


@dataclass(kw_only=True)
class Answer:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        if self.body is None or self.status == 204:
            return Response(status_code=self.status, headers=self.headers)
        content = json.dumps(self.body, separators=(",", ":"), ensure_ascii=False)
        return Response(content, self.status, self.headers, "application/json; charset=utf-8")


def refusal(error: ArmError) -> Answer:
    return Answer(
        status=error.status,
        body={"error": {"code": error.code, "message": error.message, **error.more}},
        headers={"x-ms-error-code": error.code} | error.headers,
    )


def merge(base: Body, change: Body, *, remove_null: bool = False) -> Body:
    """A new object: `change` over `base`, objects merged, everything else replaced."""
    merged = dict(base)
    for name, value in change.items():
        if remove_null and value is None:
            merged.pop(name, None)
        elif isinstance(value, dict) and isinstance(old := merged.get(name), dict):
            merged[name] = merge(old, value, remove_null=remove_null)
        else:
            merged[name] = value
    return merged
