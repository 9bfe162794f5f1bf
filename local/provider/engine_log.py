"""Warnings to the user through the engine, shown beside the resource that they are about."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import grpc


class EngineLog:
    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._stub: Any = None

    def warn(self, urn: str, sentence: str) -> None:
        """Never fails: a warning isn't worth a deployment."""
        from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

        with contextlib.suppress(grpc.RpcError):
            with self._lock:
                if self._stub is None:
                    self._stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(self._address))
            self._stub.Log(engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=sentence, urn=urn))
