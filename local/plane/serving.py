"""Run the plane as a process: sockets on loopback, its two files, a clean end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import zlib
from collections.abc import Generator
from contextlib import contextmanager

import structlog
import uvicorn
import uvloop

from local.home import Home
from local.plane.app import application
from local.plane.plane import Plane
from local.plane.store import Store
from local.plane.tokens import private_file

FIRST_PORT, PORTS = 8443, 1000
SIGNALS = (signal.SIGTERM, signal.SIGINT)
HOSTS = ("localhost", "*.vault.localhost", "127.0.0.1", "::1")


class PortError(Exception):
    """No port to listen on; the message is one sentence."""


def serve(home: Home, *, port: int | None, rehearsal: bool, delay: float) -> None:
    """Serve until SIGTERM or SIGINT. PortError before anything is started."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    home.root.mkdir(parents=True, exist_ok=True, mode=0o755)
    sockets = _sockets(home, port)
    chosen = sockets[0].getsockname()[1]
    plane = Plane(home, port=chosen, rehearsal=rehearsal, delay=delay)
    plane.store.meta("port", str(chosen))
    certificate, key = plane.ca.issue("plane", HOSTS)
    _write_environment(plane)
    config = uvicorn.Config(
        application(plane),
        ssl_certfile=str(certificate),
        ssl_keyfile=str(key),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(plane, Server(config), sockets))
    for name in SIGNALS:
        signal.signal(name, signal.SIG_IGN)  # once is enough: data planes are being stopped
    plane.stop()
    (home.root / "plane.json").unlink(missing_ok=True)
    sys.stdout.flush()
    os._exit(0)  # a worker may still be in the middle of something that the next start takes up


class Server(uvicorn.Server):
    """Ends when told to. Uvicorn's own handlers repeat the signal, which kills before the data planes stop."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        loop = asyncio.get_running_loop()
        for name in SIGNALS:
            loop.add_signal_handler(name, self._end)
        yield

    def _end(self) -> None:
        self.should_exit = True


async def _run(plane: Plane, server: uvicorn.Server, sockets: list[socket.socket]) -> None:
    async def announce() -> None:
        while not server.started:
            await asyncio.sleep(0.01)
        plane.background(plane.start)
        about = {"port": plane.port, "url": plane.url, "pid": os.getpid(), "rehearsal": plane.rehearsal}
        part = plane.home.root / "plane.json.part"
        part.write_text(json.dumps(about))
        part.rename(plane.home.root / "plane.json")
        structlog.get_logger().info("listening", **about)

    task = asyncio.create_task(announce())
    await server.serve(sockets=sockets)
    task.cancel()


def _sockets(home: Home, wanted: int | None) -> list[socket.socket]:
    """The port asked for, or the one that this environment had before (its ids and settings name it), or a free one."""
    before = None
    if home.state.exists():
        store = Store(home.state)
        before = store.meta("port")
        store.close()
    if fixed := wanted or (int(before) if before else None):
        if found := _bind(fixed):
            return found
        raise PortError(f"port: {fixed} on 127.0.0.1 is taken by another process; end that or pass a free --port.")
    # Each environment begins to look elsewhere: one that is down for a moment finds its port free when it comes back.
    own = zlib.crc32(str(home.root).encode())
    for step in range(PORTS):
        if found := _bind(FIRST_PORT + (own + step) % PORTS):
            return found
    raise PortError(f"port: none from {FIRST_PORT} to {FIRST_PORT + PORTS - 1} is free on 127.0.0.1.")


def _bind(port: int) -> list[socket.socket]:
    """Sockets on both loopback addresses (one where the machine has no IPv6); none where either is taken."""
    sockets: list[socket.socket] = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            one = socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            continue  # no such family here
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets inherit it. Without it an answer's body waits 40 ms for the headers' acknowledgement.
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            one.bind((address, port))
            one.listen(256)
        except OSError as problem:
            one.close()
            if family == socket.AF_INET6 and problem.errno == 99:  # EADDRNOTAVAIL: IPv6 is switched off
                continue
            for other in sockets:
                other.close()
            return []
        sockets.append(one)
    return sockets


def _write_environment(plane: Plane) -> None:
    """The settings by which clients find this plane. A secret that was lost with the file is replaced."""
    path = plane.home.env_file
    lines = path.read_text().splitlines() if path.exists() else []
    old = dict(line.split("=", 1) for line in lines if "=" in line)
    operator = plane.operator
    secret = old.get("AZURE_CLIENT_SECRET", "")
    if not plane.principals.has_secret(operator, secret):
        secret = plane.principals.renew_secret(operator)
    names = ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET", "SUBSCRIPTION_ID")
    identity = dict(zip(names, (plane.tenant, operator.client_id, secret, plane.subscription), strict=True))
    ca = str(plane.home.ca_file)
    settings = {f"{prefix}_{name}": value for prefix in ("AZURE", "ARM") for name, value in identity.items()} | {
        "AZURE_AUTHORITY_HOST": plane.url,
        "ARM_ENDPOINT": plane.url,
        "ARM_METADATA_HOSTNAME": f"localhost:{plane.port}",
        "REQUESTS_CA_BUNDLE": ca,
        "SSL_CERT_FILE": ca,
        "PGSSLROOTCERT": ca,
        "CORDON_CLOUD": "local",
    }
    private_file(path, "".join(f"{name}={value}\n" for name, value in settings.items()).encode())


def ignore_hangup() -> None:
    """Outlive the terminal that started us."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
