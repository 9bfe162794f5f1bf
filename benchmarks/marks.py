"""What canaries (one a second) and manifests cost a busy database: pgbench with and without them, in one run.

A throwaway PostgreSQL with the reference workload's tables and pgbench's own; the load comes from four clients as fast
as they can. With marks, a canary is written every second and the whole database is looked at for a manifest every
ten seconds, which is 360 times as often as marks are written in an environment.

    python benchmarks/marks.py [SECONDS [ROUNDS]]
"""

import os
import pwd
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from local.data.cluster import BINARIES
from scripts.azure import SESSION
from scripts.drills.canaries import Canaries
from scripts.drills.manifest import observe
from scripts.workload import generated, rows
from scripts.workload.keys import WrappedKey

TENANTS, SCALE, CLIENTS = 20, 10, 4
MANIFEST_EVERY = 10.0  # seconds


def main(seconds: int, rounds: int) -> None:
    with cluster() as port:
        connect = partial(psycopg.connect, host="127.0.0.1", port=port, user="postgres", dbname="app", options=SESSION)
        fill(connect, port)
        pgbench(port, 5)  # warm
        measured: dict[str, list[tuple[float, float]]] = {"without": [], "with": []}
        manifests = 0
        for _ in range(rounds):
            measured["without"].append(pgbench(port, seconds))
            with marking(connect) as taken:
                measured["with"].append(pgbench(port, seconds))
            manifests += len(taken)
        table = Table(
            title=f"pgbench, {CLIENTS} clients, {rounds} rounds of {seconds} s each, median", title_justify="left"
        )
        for heading in ("", "transactions/s", "latency ms"):
            table.add_column(heading, justify="right" if heading else "left")
        medians = {}
        for how, runs in measured.items():
            medians[how] = tuple(statistics.median(run[i] for run in runs) for i in (0, 1))
            table.add_row(f"{how} marks", f"{medians[how][0]:,.0f}", f"{medians[how][1]:.2f}")
        Console().print(table)
        lost = 1 - medians["with"][0] / medians["without"][0]
        print(f"{manifests} manifests and a canary a second cost {lost:.1%} of the transactions.")


@contextmanager
def cluster() -> Generator[int]:
    """A PostgreSQL of its own; yields its port."""
    folder = Path(tempfile.mkdtemp(prefix="cordon-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, pwd.getpwnam("postgres").pw_uid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: str | Path) -> None:
        subprocess.run([*user, *command], check=True, capture_output=True, cwd="/")

    run(BINARIES / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c shared_buffers=128MB"
    run(BINARIES / "pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield port
    finally:
        run(BINARIES / "pg_ctl", "-D", folder / "data", "-m", "fast", "-w", "stop")
        shutil.rmtree(folder)


def fill(connect: Any, port: int) -> None:
    with connect(dbname="postgres", autocommit=True) as connection:
        connection.execute("create database app")
    with connect() as connection:
        rows.apply_schema(connection)
        for number in range(TENANTS):
            tenant = generated.tenant(7, number)
            blobs = {document.blob: ("0" * 64, 1) for document in tenant.documents}
            rows.write(connection, tenant, WrappedKey("https://vault/keys/tenant-data/1", b"wrapped"), blobs)
        connection.execute("create schema bench")
    program("-i", "-q", "-s", str(SCALE), port=port)


@contextmanager
def marking(connect: Any) -> Generator[list[int]]:
    """Canaries and manifests while the block runs; yields the rows of each manifest taken."""
    writer, stop, taken = Canaries(connect), threading.Event(), list[int]()

    def look() -> None:
        while not stop.is_set():
            with connect() as connection:
                taken.append(observe(connection).rows)
            stop.wait(MANIFEST_EVERY)

    thread = threading.Thread(target=look)
    writer.start()
    thread.start()
    try:
        yield taken
    finally:
        stop.set()
        thread.join()
        writer.stop()
        if writer.failure:
            raise writer.failure


def pgbench(port: int, seconds: int) -> tuple[float, float]:
    """Transactions a second and milliseconds each."""
    said = program("-n", "-T", str(seconds), "-c", str(CLIENTS), "-j", "2", port=port)
    return (
        float(re.search(r"tps = ([\d.]+)", said)[1]),  # ty: ignore[not-subscriptable]
        float(re.search(r"latency average = ([\d.]+)", said)[1]),  # ty: ignore[not-subscriptable]
    )


def program(*words: str, port: int) -> str:
    """pgbench's tables lie in a schema of their own: manifests are of the application's."""
    command = [BINARIES / "pgbench", *words, "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "app"]
    environment = {"PATH": "/usr/bin:/bin", "PGOPTIONS": "-c search_path=bench"}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, cwd="/")
    return done.stdout


if __name__ == "__main__":
    main(*[int(each) for each in sys.argv[1:]] or (20, 3))
