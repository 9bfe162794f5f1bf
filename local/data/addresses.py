"""Addresses and ports of a home's servers: chosen once, kept in a file, free when they were chosen."""

import fcntl
import hashlib
import json
import os
import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local.data.errors import DataError
from local.home import Home

POSTGRES_PORT = 5432


def postgres_address(home: Home, name: str) -> tuple[int, str]:
    """The number and the loopback address (127.x.y.z) of a flexible server; port 5432 there is its own."""
    with _kept(home) as kept:
        servers: dict[str, list] = kept.setdefault("postgres", {})
        if name not in servers:
            taken = {address for _, address in servers.values()}
            number = kept["number"] = kept.get("number", 0) + 1
            servers[name] = [
                number,
                next(a for a in _addresses(home, number) if a not in taken and _free(a, POSTGRES_PORT)),
            ]
        number, address = servers[name]
        return number, address


def port(home: Home, name: str) -> int:
    """The port on 127.0.0.1 of anything else that listens."""
    with _kept(home) as kept:
        ports: dict[str, int] = kept.setdefault("ports", {})
        if name not in ports:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                ports[name] = probe.getsockname()[1]
        return ports[name]


def release(home: Home, name: str) -> None:
    """Forget the address and the port of something that was deleted."""
    with _kept(home) as kept:
        for kind in ("postgres", "ports"):
            kept.get(kind, {}).pop(name, None)


def _addresses(home: Home, number: int) -> Iterator[str]:
    """From this home's own corner of 127/8 on; 127.0.x.x is left to others."""
    corner = hashlib.sha256(str(home.root).encode()).digest()
    start = (1 + corner[0] % 254) << 16 | corner[1] << 8
    for step in range(1 << 14):
        offset = number + step
        if offset & 0xFF not in (0, 255):
            value = start + offset
            yield f"127.{value >> 16 & 0xFF}.{value >> 8 & 0xFF}.{value & 0xFF}"
    raise DataError("no loopback address is free for another flexible server.")


def _free(address: str, number: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.bind((address, number))
        return True
    return False


@contextmanager
def _kept(home: Home) -> Generator[dict]:
    """The file, locked: several threads ask at once."""
    home.root.mkdir(parents=True, exist_ok=True)
    path = home.root / "addresses.json"
    with (home.root / "addresses.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = json.loads(path.read_text()) if path.exists() else {}
        before = json.dumps(kept)
        yield kept
        if json.dumps(kept) != before:
            write(path, json.dumps(kept, indent=1))


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file whole or not at all, also where several threads do so at once."""
    new = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    new.touch(mode=mode)
    new.chmod(mode)
    new.write_text(text)
    new.replace(path)
