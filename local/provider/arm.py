"""Azure Resource Manager over HTTPS: retries, long-running operations, and an end to all waiting on cancellation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from local.provider.connection import Connection

if TYPE_CHECKING:
    import httpx

ATTEMPTS = 7  # some twelve seconds, or what Azure asks for
BACKOFF = 0.2  # seconds, doubled at each attempt
POLL = 0.5  # seconds between looks at an operation when Azure names no time
BUSY = frozenset({"AnotherOperationInProgress", "RetryableError", "ServerIsBusy"})
"""Codes of a 409 that mean "later", not "no"."""


class ArmFailure(Exception):
    """Azure's refusal: status, code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.status, self.code = status, code


class CancelledError(Exception):
    """The engine asked to stop."""


class Arm:
    """One a provider process; used by many threads."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.cancelled = threading.Event()

    def cancel(self) -> None:
        self.cancelled.set()

    def get(self, path: str, version: str) -> dict[str, Any] | None:
        """The resource; None where there is none."""
        try:
            return self._send("GET", path, {"api-version": version}).json()
        except ArmFailure as failure:
            if failure.status == 404:
                return None
            raise

    def put(
        self, path: str, version: str, body: Mapping[str, Any], query: Mapping[str, Any], accepted: Callable[[], None]
    ) -> dict[str, Any] | None:
        """PUT and wait until done; calls `accepted` once Azure has taken it. The resource, if an answer held it."""
        return self.write("PUT", path, version, body, query, accepted)

    def write(
        self,
        method: str,
        path: str,
        version: str,
        body: Mapping[str, Any],
        query: Mapping[str, Any],
        accepted: Callable[[], None],
    ) -> dict[str, Any] | None:
        """As `put`; what can only be changed takes a PATCH."""
        answer = self._send(method, path, {"api-version": version, **query}, body)
        accepted()
        result = self._finish(answer)
        return result if result and "id" in result else None

    def delete(self, path: str, version: str) -> None:
        """DELETE and wait until done; what isn't there is deleted."""
        try:
            self._finish(self._send("DELETE", path, {"api-version": version}))
        except ArmFailure as failure:
            if failure.status != 404:
                raise

    def post(self, path: str, version: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._finish(self._send("POST", path, {"api-version": version}, body)) or {}

    def _send(self, method: str, url: str, query: Mapping[str, Any] | None, body: Any = None) -> httpx.Response:
        import httpx

        for attempt in range(ATTEMPTS):
            if self.cancelled.is_set():
                raise CancelledError
            last = attempt == ATTEMPTS - 1
            delay = BACKOFF * 2**attempt
            try:
                headers = {"Authorization": f"Bearer {self.connection.token()}"}
                answer = self.connection.http.request(method, url, params=query, json=body, headers=headers)
            except httpx.TransportError as error:
                # Whether it arrived is unknown. PUT and DELETE may be sent twice; a POST of ours only reads.
                if last:
                    raise ArmFailure(0, "", f"{self.connection.endpoint} doesn't answer: {error}") from error
            else:
                if answer.is_success:
                    return answer
                failure = _failure(answer)
                later = answer.status_code == 429 or answer.status_code >= 500
                if last or not (later or (answer.status_code == 409 and failure.code in BUSY)):
                    raise failure
                delay = _retry_after(answer, delay)
            self._wait(delay)
        raise AssertionError("unreachable")

    def _finish(self, answer: httpx.Response) -> dict[str, Any] | None:
        """Follow Azure-AsyncOperation, else Location, to the end; the last document that was read."""
        document = _document(answer)
        if status_url := answer.headers.get("Azure-AsyncOperation"):
            while True:
                self._wait(_retry_after(answer, POLL))
                answer = self._send("GET", status_url, None)
                document = _document(answer) or {}
                status = str(document.get("status", "")).lower()
                if status in {"failed", "canceled"}:
                    error = document.get("error") or {}
                    raise ArmFailure(0, error.get("code", status), error.get("message", "the operation failed."))
                if status == "succeeded":
                    return None
        while answer.status_code == 202 and (location := answer.headers.get("Location")):
            self._wait(_retry_after(answer, POLL))
            answer = self._send("GET", location, None)
            document = _document(answer)
        return document

    def _wait(self, seconds: float) -> None:
        if self.cancelled.wait(seconds):
            raise CancelledError


def _document(answer: httpx.Response) -> dict[str, Any] | None:
    return answer.json() if answer.content else None


def _failure(answer: httpx.Response) -> ArmFailure:
    try:
        error = answer.json()["error"]
        return ArmFailure(answer.status_code, error["code"], error["message"])
    except (ValueError, KeyError, TypeError):
        return ArmFailure(answer.status_code, f"HTTP {answer.status_code}", answer.text[:200] or answer.reason_phrase)


def _retry_after(answer: httpx.Response, otherwise: float) -> float:
    """Azure says milliseconds in a header of its own and whole seconds in the standard one."""
    if milliseconds := answer.headers.get("x-ms-retry-after-ms"):
        return float(milliseconds) / 1000
    seconds = answer.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdigit() else otherwise
