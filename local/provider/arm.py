"""Azure Resource Manager over HTTPS: signed in, retried as Azure asks, long-running operations waited for."""

from __future__ import annotations

import base64
import json
import threading
import time
from typing import Any

import httpx

from local.provider.endpoint import Endpoint

SCOPE = "https://management.azure.com/.default"
TRIES = 6
AGAIN = {429, 500, 502, 503, 504}
EARLY = 300  # seconds before its end at which a token is renewed
ENDED = {"succeeded", "failed", "canceled"}

Body = dict[str, Any]


class ArmFailure(Exception):
    """An answer that isn't a success. The message reads as azure-native's: Code="…" Message="…"."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f'Status={status} Code="{code}" Message="{message}"')
        self.status, self.code = status, code


class Cancelled(Exception):
    """The engine asked us to stop."""


class Arm:
    """Safe to use from any thread."""

    def __init__(self, endpoint: Endpoint, client: httpx.Client) -> None:
        self.endpoint, self.client = endpoint, client
        self.cancelled = threading.Event()
        self._token = ""
        self._until = 0.0
        self._lock = threading.Lock()

    def token(self) -> str:
        """A valid access token for Resource Manager. Raises ArmFailure where the sign-in is refused."""
        with self._lock:
            if time.time() < self._until - EARLY:
                return self._token
            answer = self._send(
                "POST",
                f"{self.endpoint.authority}/{self.endpoint.tenant}/oauth2/v2.0/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": self.endpoint.client,
                    "client_secret": self.endpoint.secret,
                    "scope": SCOPE,
                },
            )
            if answer.is_error:
                said = answer.json()
                raise ArmFailure(answer.status_code, said.get("error", ""), said.get("error_description", ""))
            self._token = answer.json()["access_token"]
            self._until = time.time() + float(answer.json()["expires_in"])
            return self._token

    def claims(self) -> Body:
        """What the token says of us: oid, appid, tid."""
        payload = self.token().split(".")[1]
        return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))

    def get(self, resource_id: str, api_version: str) -> Body | None:
        """The resource, or None where there is none."""
        answer = self._call("GET", self._url(resource_id), api_version)
        if answer.status_code == 404:
            return None
        return _document(answer)

    def put(self, resource_id: str, api_version: str, body: Body, query: dict[str, str] | None = None) -> Body:
        """Create or update, wait for the end, and return the resource as it then is."""
        answer = self._call("PUT", self._url(resource_id), api_version, body=body, query=query)
        first = _document(answer)
        if answer.status_code == 200 and not _operation(answer) and not _under_way(first):
            return first
        self._wait(answer, resource_id, api_version)
        final = self.get(resource_id, api_version)
        if final is None:
            raise ArmFailure(404, "ResourceNotFound", f"{resource_id} was accepted and then wasn't there.")
        return final

    def post(self, url_path: str, api_version: str, body: Body) -> Body:
        return _document(self._call("POST", self._url(url_path), api_version, body=body))

    def delete(self, resource_id: str, api_version: str) -> None:
        """Delete and wait for the end. Nothing there is as good as deleted."""
        answer = self._call("DELETE", self._url(resource_id), api_version)
        if answer.status_code == 404:
            return
        _document(answer)
        if answer.status_code == 202 or _operation(answer):
            self._wait(answer, resource_id, api_version)

    def _wait(self, answer: httpx.Response, resource_id: str, api_version: str) -> None:
        """Poll until the operation has ended; ArmFailure with Azure's error where it failed."""
        where, pause = _operation(answer), _pause(answer)
        while True:
            if self.cancelled.wait(pause):
                raise Cancelled(f"{resource_id}: cancelled while Azure was still at it.")
            if not where:  # no operation named: the resource itself tells
                body = self.get(resource_id, api_version)
                if body is None or not _under_way(body):
                    return
                continue
            polled = self._call("GET", where, None)
            pause = _pause(polled)
            if polled.status_code == 202:
                continue
            said = _document(polled)
            status = str(said.get("status", "Succeeded")).lower()
            if status not in ENDED:
                continue
            if status != "succeeded":
                error = said.get("error") or {}
                raise ArmFailure(polled.status_code, error.get("code", status), error.get("message", status))
            return

    def _url(self, path: str) -> str:
        return f"{self.endpoint.url}/{path.lstrip('/')}"

    def _call(
        self,
        method: str,
        url: str,
        api_version: str | None,
        *,
        body: Body | None = None,
        query: dict[str, str] | None = None,
    ) -> httpx.Response:
        parameters = {"api-version": api_version, **(query or {})} if api_version else None
        headers = {"Authorization": f"Bearer {self.token()}"}
        return self._send(method, url, params=parameters, json=body, headers=headers)

    def _send(self, method: str, url: str, **what: Any) -> httpx.Response:
        """Send, and again after a dropped connection, a 429 or a 5xx. Every call we make may be repeated."""
        for attempt in range(1, TRIES + 1):
            if self.cancelled.is_set():
                raise Cancelled(f"{method} {url}: cancelled.")
            try:
                answer = self.client.request(method, url, **what)
            except httpx.TransportError as error:
                if attempt == TRIES:
                    raise ArmFailure(0, "NoAnswer", f"{method} {url}: {error}") from error
                self.cancelled.wait(0.1 * 2**attempt)
                continue
            if answer.status_code not in AGAIN or attempt == TRIES:
                return answer
            self.cancelled.wait(_pause(answer, otherwise=0.1 * 2**attempt))
        raise AssertionError("unreachable")


def _document(answer: httpx.Response) -> Body:
    try:
        said = answer.json() if answer.content else {}
    except ValueError:
        said = {}
    if answer.is_error:
        error = said.get("error", {}) if isinstance(said, dict) else {}
        raise ArmFailure(answer.status_code, error.get("code", answer.reason_phrase), error.get("message", answer.text))
    return said


def _operation(answer: httpx.Response) -> str | None:
    return answer.headers.get("Azure-AsyncOperation") or answer.headers.get("Location")


def _under_way(body: Body) -> bool:
    properties = body.get("properties")
    state = properties.get("provisioningState") if isinstance(properties, dict) else None
    return isinstance(state, str) and state.lower() not in ENDED


def _pause(answer: httpx.Response, otherwise: float = 0.2) -> float:
    if milliseconds := answer.headers.get("x-ms-retry-after-ms"):
        return float(milliseconds) / 1000
    return float(answer.headers.get("Retry-After", otherwise))
