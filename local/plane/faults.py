"""Faults on demand, for tests: throttling, server errors, failing operations, latency, dropped connections."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["429", "500", "operation-fails", "latency", "drop"]


class Fault(BaseModel):
    """What befalls the next `count` requests of a method and type (None: any)."""

    model_config = ConfigDict(extra="forbid")

    fault: Kind
    method: str | None = None
    type: str | None = Field(None, description="ARM type, compared without case")
    count: int = Field(1, ge=1)
    retry_after: int = Field(1, ge=0, description="seconds, with 429")
    seconds: float = Field(1, ge=0, le=600, description="of latency")
    when: Literal["before", "after"] = Field("after", description="drop before or after the request took effect")


class Faults:
    def __init__(self) -> None:
        self._active: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._active.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._active.clear()

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [fault.model_dump() for fault in self._active]

    def take(self, method: str, type: str, *kinds: Kind) -> Fault | None:
        """The first fault of these kinds that fits, used up by one."""
        with self._lock:
            for fault in self._active:
                if fault.fault not in kinds or (fault.method or method).upper() != method.upper():
                    continue
                if (fault.type or type).lower() != type.lower():
                    continue
                fault.count -= 1
                if not fault.count:
                    self._active.remove(fault)
                return fault
        return None

    async def wait(self, fault: Fault) -> None:
        await asyncio.sleep(fault.seconds)
