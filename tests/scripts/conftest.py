"""A throwaway PostgreSQL that every test of the scripts may use: one server a session, on a free port."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scripts.azure import SESSION

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@dataclass
class Cluster:
    """Databases by name; `app` is where a test that needs one has its data."""

    port: int
    names: list[str] = field(default_factory=list)

    def connect(self, database: str = "app", user: str = "postgres", **options: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(host="127.0.0.1", port=self.port, user=user, dbname=database, options=SESSION, **options)

    def copy(self, source: str = "app") -> str:
        """A physical copy of a database, transaction ids included, as a restore makes one."""
        name = f"copy{len(self.names)}"
        self.names.append(name)
        with self.connect("postgres", autocommit=True) as connection:
            connection.execute(f"create database {name} template {source}".encode())
        return name


def as_postgres(*command: str | Path) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *command], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="session")
def server() -> Generator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="cordon-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, pwd.getpwnam("postgres").pw_uid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, binaries = folder / "data", BINARIES[-1]
    how = ["-U", "postgres", "-A", "trust", "--data-checksums", "--locale", "C.UTF-8", "--no-sync"]
    as_postgres(binaries / "initdb", "-D", data, *how)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    as_postgres(binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield Cluster(port)
    finally:
        as_postgres(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)
