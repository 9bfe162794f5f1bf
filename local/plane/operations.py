"""Durable long-running operations: rows that a worker thread completes, taken up again after a crash."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import structlog

from local.plane.behaviour import ArmError, Body
from local.plane.store import Store, now

Kind = Literal["put", "delete", "action"]
WORKERS = 16
SHARE, SOONEST, LATEST = 0.05, 100, 500  # of an operation's age; milliseconds

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Operation:
    id: str
    kind: Kind
    resource: str
    status: str  # InProgress | Succeeded | Failed
    request: Body  # what the worker needs; emptied when it has ended, for it may hold a secret
    result: Any
    error: Body | None
    started: str
    ended: str | None

    def retry_after(self) -> dict[str, str]:
        """When to ask again, in Azure's header of milliseconds alone: `Retry-After` goes first where both are given,
        and its whole seconds would be most of what a short operation takes.
        """
        age = (datetime.now(UTC) - datetime.fromisoformat(self.started)).total_seconds() * 1000
        return {"x-ms-retry-after-ms": f"{min(max(age * SHARE, SOONEST), LATEST):.0f}"}

    def document(self) -> Body:
        """What the Azure-AsyncOperation URL answers."""
        body: Body = {"name": self.id, "status": self.status, "startTime": self.started}
        if self.ended:
            body["endTime"] = self.ended
        if self.error:
            body["error"] = self.error
        return body


class Operations:
    """Operations on one resource run one after the other, in the order they were accepted."""

    def __init__(self, store: Store, perform: Callable[[Operation], Any], delay: float) -> None:
        self._store, self._perform, self._delay = store, perform, delay
        self._pool = ThreadPoolExecutor(WORKERS, "operation")
        self._lock = threading.Lock()
        self._queues: dict[str, deque[str]] = defaultdict(deque)
        self._open = False

    def create(self, kind: Kind, resource: str, request: Body) -> Operation:
        """A new row, inside the caller's transaction; hand it to `start` once that is committed."""
        operation = Operation(
            id=str(uuid.uuid4()),
            kind=kind,
            resource=resource.lower(),
            status="InProgress",
            request=request,
            result=None,
            error=None,
            started=now(),
            ended=None,
        )
        self._store.run(
            "INSERT INTO operations (id, kind, resource, status, request, started) VALUES (?, ?, ?, ?, ?, ?)",
            *(operation.id, kind, operation.resource, operation.status, json.dumps(request), operation.started),
        )
        return operation

    def get(self, operation_id: str) -> Operation | None:
        found = self._select("id = ?", operation_id)
        return found[0] if found else None

    def running(self, resource: str, *, inside: bool = False) -> list[Operation]:
        """Unfinished operations on a resource or (inside) on anything below it, oldest first."""
        key = resource.lower()
        if inside:
            return self._select("status = 'InProgress' AND resource >= ? AND resource < ?", key + "/", key + "0")
        return self._select("status = 'InProgress' AND resource = ?", key)

    def start(self, operation: Operation) -> None:
        with self._lock:
            if not self._open:
                return  # still bringing data planes up: `resume` takes it from its row
            queue = self._queues[operation.resource]
            queue.append(operation.id)
            if len(queue) == 1:
                self._pool.submit(self._drain, operation.resource)

    def resume(self) -> None:
        """Take up everything unfinished; from here on `start` works."""
        with self._lock:
            self._open = True
        day = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        self._store.run("DELETE FROM operations WHERE ended < ?", day)  # clients have long stopped asking
        for operation in self._select("status = 'InProgress'"):
            self.start(operation)

    def close(self) -> None:
        """Start no more; what runs is taken up by the next process."""
        with self._lock:
            self._open = False
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _drain(self, resource: str) -> None:
        while True:
            with self._lock:
                if not self._open:
                    return
                operation_id = self._queues[resource][0]
            operation = self.get(operation_id)
            if operation and operation.status == "InProgress":
                self._run(operation)
            with self._lock:
                self._queues[resource].popleft()
                if not self._queues[resource]:
                    del self._queues[resource]
                    return

    def _run(self, operation: Operation) -> None:
        time.sleep(self._delay)  # an operation that is over at the first poll would leave polling untried
        try:
            self._perform(operation)
        except ArmError as problem:
            self.fail(operation, problem)
        except Exception as problem:
            log.exception("operation failed", operation=operation.id, resource=operation.resource)
            self.fail(operation, ArmError(500, "InternalServerError", f"{type(problem).__name__}: {problem}"))

    def succeed(self, operation: Operation, result: Any = None) -> None:
        """Mark it done; call inside the transaction that stores what it did."""
        sql = "UPDATE operations SET status = 'Succeeded', result = ?, ended = ?, request = '{}' WHERE id = ?"
        self._store.run(sql, json.dumps(result), now(), operation.id)

    def fail(self, operation: Operation, problem: ArmError) -> None:
        error = json.dumps({"code": problem.code, "message": problem.message, "status": problem.status})
        sql = "UPDATE operations SET status = 'Failed', error = ?, ended = ?, request = '{}' WHERE id = ?"
        with self._store.transaction():
            self._store.run(sql, error, now(), operation.id)
            body = self._store.get(operation.resource)
            if body and isinstance(body.get("properties"), dict) and "provisioningState" in body["properties"]:
                body["properties"]["provisioningState"] = "Failed"
                self._store.put(body)

    def _select(self, where: str, *values: str) -> list[Operation]:
        columns = "id, kind, resource, status, request, result, error, started, ended"
        rows = self._store.rows(f"SELECT {columns} FROM operations WHERE {where} ORDER BY sequence", *values)  # noqa: S608
        return [
            Operation(
                id=row[0],
                kind=row[1],
                resource=row[2],
                status=row[3],
                request=json.loads(row[4]),
                result=json.loads(row[5]) if row[5] else None,
                error=json.loads(row[6]) if row[6] else None,
                started=row[7],
                ended=row[8],
            )
            for row in rows
        ]
