"""The drill's restore beside plain pgBackRest and a file copy of the same bytes, interleaved in one run.

`restore` is what a drill asks Azure for: one PUT with createMode PointInTimeRestore, until the server is ready. Plain
pgBackRest restores the same backup with the same settings, then PostgreSQL replays and promotes. The copy is `cp -r`
of the source's data folder: the floor that a disk allows.

    python benchmarks/restore.py [MEGABYTES ...]
"""

import functools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from azure.mgmt.postgresqlflexibleservers.models import Server, ServerProperties
from azure.mgmt.postgresqlflexibleservers.operations import ServersOperations
from rich.console import Console
from rich.table import Table

from local import lifecycle
from local.data.cluster import Cluster
from local.data.pgbackrest import backup
from local.data.processes import Process, as_user
from local.data.restore import mark
from local.home import CLONE, Home, database_user
from scripts import estate
from scripts.azure import Azure

ROUNDS = 5
MEGABYTES_A_SCALE = 15  # of pgbench's tables and indexes


def main(sizes: list[int]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="cordon-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    home = Home(folder)
    os.environ["CORDON_HOME"] = str(folder)
    try:
        subprocess.run([sys.executable, "-m", "local", "up"], check=True, cwd=CLONE, stdout=subprocess.DEVNULL)
        os.environ |= lifecycle.variables(home, "local")
        table = Table(title=f"Restore, seconds: best of {ROUNDS} rounds", title_justify="left")
        for heading in (
            "data",
            "MB",
            "drill's restore",
            "plain pgBackRest",
            "cp -r",
            "pgBackRest / drill",
            "cp / drill",
        ):
            table.add_column(heading, justify="right")
        for size in sizes:
            table.add_row(*measure(home, size))
        Console().print(table)
    finally:
        subprocess.run([sys.executable, "-m", "local", "down"], check=True, cwd=CLONE, stdout=subprocess.DEVNULL)


def measure(home: Home, megabytes: int) -> list[str]:
    """One row: load, back up, then restore each way, one after the other, ROUNDS times."""
    deployed = estate.load("local")
    region, servers = deployed.home, Azure(deployed.subscription).postgres.servers
    source = Cluster(home, region.server.name)
    load(source, megabytes)
    stanza = source.stanza
    assert stanza is not None
    taken = backup(home, stanza, "full")
    mark(source)
    time.sleep(max(0.0, (taken.stop - datetime.now(UTC)).total_seconds()))  # rounded up: both must restore this one
    target = datetime.now(UTC)
    source.sql("SELECT pg_current_xact_id()")  # something to stop before
    mark(source)
    size = sum(file.stat().st_size for file in source.data.rglob("*") if file.is_file())
    plain = ["pgbackrest", f"--config={stanza.config(home, 'primary')}", f"--stanza={stanza.name}"]
    location = servers.get(region.group, region.server.name).location
    times: dict[str, list[float]] = {"drill": [], "plain": [], "copy": []}
    for number in range(ROUNDS):
        name = f"bench-{megabytes}-{number}"
        times["drill"].append(timed(functools.partial(by_azure, servers, region, name, target, location)))
        servers.begin_delete(region.group, name).result()
        words = [*plain, "--type=time", f"--target={target:%Y-%m-%d %H:%M:%S.%f}+00", "--target-action=promote"]
        times["plain"].append(by_pgbackrest(home, [*words, f"--set={taken.label}", "--archive-mode=off"]))
        times["copy"].append(by_copy(home, source.data))
    drill, alone, copy = (min(times[name]) for name in ("drill", "plain", "copy"))
    row = [f"pgbench {megabytes} MB", f"{size / 1e6:,.0f}", *(f"{value:.1f}" for value in (drill, alone, copy))]
    return [*row, f"{alone / drill:.2f}", f"{copy / drill:.2f}"]


def load(source: Cluster, megabytes: int) -> None:
    command = ["pgbench", "-i", "-q", "-I", "dtgvp", "-s", str(max(1, megabytes // MEGABYTES_A_SCALE)), "-U", "azuresu"]
    program = Path("/usr/lib/postgresql/15/bin/pgbench")
    subprocess.run(
        [*as_user(database_user()), program, *command[1:], "-h", str(source.socket), "postgres"],
        check=True, cwd="/", capture_output=True,
    )  # fmt: skip


def by_azure(servers: ServersOperations, region: estate.Region, name: str, target: datetime, location: str) -> None:
    server = Server(
        location=location,
        properties=ServerProperties(
            create_mode="PointInTimeRestore",
            source_server_resource_id=region.server.id,
            point_in_time_utc=target,
        ),
    )
    servers.begin_create_or_update(region.group, name, server).result()


def by_pgbackrest(home: Home, command: list[str]) -> float:
    """Seconds of the restore, the replay and the promotion, until the copy takes writes."""
    owner = database_user()
    data = Path(tempfile.mkdtemp(prefix="plain-", dir=home.root))
    os.chown(data, owner.pw_uid, owner.pw_gid)
    data.chmod(0o700)
    process = Process(home, "plain")

    def ready() -> bool:
        try:
            with psycopg.connect(f"host={data} user=azuresu dbname=postgres") as session:
                return session.execute("SELECT NOT pg_is_in_recovery()").fetchone() == (True,)
        except psycopg.OperationalError:
            return False

    os.sync()
    started = time.monotonic()
    subprocess.run(
        [*as_user(owner), *command, f"--pg1-path={data}", "restore"], check=True, cwd="/", capture_output=True
    )
    (data / "pg_hba.conf").write_text("local all all trust\n")
    server = [
        "/usr/lib/postgresql/15/bin/postgres",
        "-D",
        data,
        "-k",
        data,
        "-c",
        "listen_addresses=",
        "-c",
        "hot_standby=off",
    ]
    process.start(
        [*server, "-c", f"hba_file={data}/pg_hba.conf", "-c", "ssl=off"], user=owner, environment=dict(os.environ)
    )
    process.wait(ready, 600)
    took = time.monotonic() - started
    process.stop()
    shutil.rmtree(data)
    return took


def by_copy(home: Home, data: Path) -> float:
    target = home.root / "copy"
    took = timed(lambda: subprocess.run(["cp", "-r", str(data), str(target)], check=False, capture_output=True))
    shutil.rmtree(target)
    return took


def timed(work: Callable[[], object]) -> float:
    os.sync()  # what was written before is not this one's to wait for
    started = time.monotonic()
    work()
    return time.monotonic() - started


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100, 1000])
