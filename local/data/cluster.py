"""One PostgreSQL cluster: folder, settings, start and stop. What is in it and its backups are other files' subjects."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

import psycopg

from local.data import addresses
from local.data.authority import Authority
from local.data.errors import DataError
from local.data.processes import Process, as_user
from local.data.stanza import Stanza, own
from local.home import Home, database_user

VERSION = "15"
BINARIES = Path(f"/usr/lib/postgresql/{VERSION}/bin")
SUPERUSER = "azuresu"  # Azure's name for its own
REPLICATOR = "azure_replication"

_record = RLock()  # reading, changing and writing a record is one thing

# Small, because an estate has several. Azure archives every five minutes at most; ten seconds keep a drill short.
SETTINGS: dict[str, str] = {
    "max_connections": "50",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "wal_level": "replica",
    "archive_timeout": "10s",
    "max_wal_senders": "6",
    "max_replication_slots": "6",
    "max_slot_wal_keep_size": "1GB",
    "max_worker_processes": "4",
    "track_commit_timestamp": "on",
    "ssl": "on",
    "ssl_min_protocol_version": "TLSv1.2",
    "password_encryption": "scram-sha-256",
    "shared_preload_libraries": "pg_stat_statements,pgaudit",
    "session_preload_libraries": "pgextwlist",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
}


@dataclass
class Record:
    """What the platform keeps about a server beside its folder (mode 0600)."""

    id: str
    region: str
    stanza: str | None = None  # none while it is a replica: Azure backs those up only once promoted
    source: str | None = None  # name of the primary, while it is a replica
    stopped: bool = False
    phase: str = "new"  # new -> restored (its data are in place and proven) -> ready
    archives: bool = True  # into its stanza; until that is made its WAL is kept
    replication_password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    login: str | None = None  # password sign-in, where the server allows it
    networks: list[str] = field(default_factory=list)  # who may connect, as CIDR; nobody unless said so


class Cluster:
    """A flexible server's cluster by the server's name. Two objects of the same name mean the same cluster."""

    def __init__(self, home: Home, name: str) -> None:
        self.home, self.name = home, name
        self.folder = home.postgres / name
        self.data = self.folder / "data"
        self.process = Process(home, f"postgres-{name}")

    # Record and places

    @property
    def _file(self) -> Path:
        return self.home.postgres / f"{self.name}.json"

    @property
    def exists(self) -> bool:
        return self._file.exists()

    @property
    def record(self) -> Record:
        return Record(**json.loads(self._file.read_text()))

    def keep(self, record: Record) -> None:
        self.home.postgres.mkdir(parents=True, exist_ok=True)
        addresses.write(self._file, json.dumps(asdict(record), indent=1), mode=0o600)

    def change(self, **changes: Any) -> Record:
        with _record:
            record = Record(**{**asdict(self.record), **changes})
            self.keep(record)
        return record

    @property
    def address(self) -> str:
        """A loopback address of the server's own; the port there is 5432."""
        return addresses.postgres_address(self.home, self.name)[1]

    @property
    def socket(self) -> Path:
        """Named by number: a socket's path may have 107 characters at most."""
        return self.home.run / f"pg{addresses.postgres_address(self.home, self.name)[0]}"

    @property
    def stanza(self) -> Stanza | None:
        name = self.record.stanza
        return Stanza.load(self.home, name) if name else None

    # Life

    def initialise(self) -> None:
        """A new, empty cluster with data checksums, unless there is one."""
        self.prepare()
        if (self.data / "PG_VERSION").exists():
            return
        new = self.folder / "new"
        shutil.rmtree(new, ignore_errors=True)
        self.run([BINARIES / "initdb", "--pgdata", new, "--username", SUPERUSER, "--auth", "reject", "--data-checksums",
                  "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"])  # fmt: skip
        new.rename(self.data)

    def prepare(self) -> None:
        """The folders, given to the database user."""
        for folder in (self.folder, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            own(folder, 0o700)

    def configure(self, authority: Authority, hba: Sequence[str], extra: Mapping[str, str] | None = None) -> None:
        """Write settings, access rules and certificate; a running server takes up what can change while it runs."""
        certificate, key = authority.issue(f"postgres-{self.address}", [self.address])
        self.write("server.crt", certificate.read_text())
        self.write("server.key", key.read_text())
        self.write("ca.pem", self.home.ca_file.read_text())
        self.write("pg_hba.conf", "\n".join(hba) + "\n")
        users = {database_user().pw_name, "root"} if os.geteuid() == 0 else {database_user().pw_name}
        self.write("pg_ident.conf", "".join(f"platform {user} {SUPERUSER}\n" for user in sorted(users)))
        settings = SETTINGS | {
            "data_directory": str(self.data),
            "hba_file": str(self.folder / "pg_hba.conf"),
            "ident_file": str(self.folder / "pg_ident.conf"),
            "ssl_cert_file": str(self.folder / "server.crt"),
            "ssl_key_file": str(self.folder / "server.key"),
            "listen_addresses": self.address,
            "port": str(addresses.POSTGRES_PORT),
            "unix_socket_directories": str(self.socket),
            "extwlist.custom_path": str(self.folder / "extensions"),
            **(extra or {}),
        }
        self.write("postgresql.conf", "".join(f"{name} = '{_quote(value)}'\n" for name, value in settings.items()))
        self.reload()

    def write(self, name: str, text: str) -> None:
        """A file beside the data, the database user's, mode 0600."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in (path.parent, path.parent.parent):
            if folder.is_relative_to(self.folder):
                own(folder, 0o700)
        addresses.write(path, text, mode=0o600)
        own(path, 0o600)

    def start(self) -> None:
        """Start it unless it runs, and wait until it takes connections on its socket."""
        self.launch()
        self.process.wait(self.answers, seconds=120)

    def launch(self) -> None:
        self.prepare()
        self.process.start(
            [BINARIES / "postgres", "-D", self.data, "-c", f"config_file={self.folder / 'postgresql.conf'}"],
            user=database_user(),
            environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )

    def answers(self) -> bool:
        try:
            self.sql("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, data are written."""
        self.process.stop(signal.SIGINT, seconds=60, then=signal.SIGQUIT)

    def restart(self) -> None:
        self.stop()
        self.start()

    def reload(self) -> None:
        if pid := self.process.pid:
            os.kill(pid, signal.SIGHUP)

    def delete(self) -> None:
        """Stop it and leave nothing but its backups."""
        self.process.stop(signal.SIGQUIT, seconds=10)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)
        self.process.log.unlink(missing_ok=True)
        self._file.unlink(missing_ok=True)
        addresses.release(self.home, self.name)

    # Asking

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """The platform's own session, by the socket."""
        return psycopg.connect(
            host=str(self.socket), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=10
        )

    def sql(
        self, statement: Any, parameters: Sequence[Any] | Mapping[str, Any] = (), database: str = "postgres"
    ) -> list[tuple[Any, ...]]:
        with self.connect(database) as session:
            cursor = session.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def run(self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> str:
        """One short command as the database user; its output, or DataError with its last line."""
        done = subprocess.run(
            [*as_user(database_user()), *command], cwd="/", capture_output=True, text=True, check=False,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **(environment or {})},
        )  # fmt: skip
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise DataError(f"{Path(command[0]).name} failed: {said[-1] if said else done.returncode}")
        return done.stdout

    def wait_until(self, statement: str, seconds: float, what: str) -> None:
        """Return when the statement's first value is true; DataError, naming `what`, when time is up."""
        end = time.monotonic() + seconds
        while not self.sql(statement)[0][0]:
            if time.monotonic() > end:
                raise DataError(f"{self.name}: {what} did not happen within {seconds:.0f} s.")
            time.sleep(0.05)


def _quote(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
