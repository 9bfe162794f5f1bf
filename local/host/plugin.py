"""What every Pulumi plugin process does: serve gRPC on a loopback port, say which, and end with its engine."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import grpc

MESSAGE_LIMIT = 400 * 1024 * 1024  # bytes; the engine's own limit
PARENT_POLL = 0.5  # seconds


def serve(register: Callable[[grpc.Server], None], *, threads: int, stop: Callable[[], None] = lambda: None) -> None:
    """Serve until the engine says so (SIGINT, SIGTERM) or is gone; then call `stop` and end at once, quietly.

    Nothing is awaited at the end: whoever is gone can't use an answer, and what was sent to Azure was sent.
    """
    parent = os.getppid()
    server = grpc.server(
        ThreadPoolExecutor(max_workers=threads),
        options=[("grpc.max_receive_message_length", MESSAGE_LIMIT), ("grpc.max_send_message_length", MESSAGE_LIMIT)],
    )
    register(server)
    port = server.add_insecure_port("127.0.0.1:0")
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()

    def watch_parent() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_POLL)
        ended.set()

    threading.Thread(target=watch_parent, daemon=True).start()
    while not ended.wait(3600):
        pass
    stop()
    sys.stdout.flush()
    os._exit(0)
