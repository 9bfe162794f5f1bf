"""One flexible server's backups: a pgBackRest stanza in the region's backup account, and perhaps a copy in the pair's.

The record outlives the server: a dropped server's backups are kept for five days, as on Azure.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

from local.data.addresses import write
from local.data.authority import Authority
from local.data.azurite import Account
from local.home import Home, database_user

KEPT_AFTER_DROP = timedelta(days=5)  # Azure: backups of a deleted server are retained for five days
PRIMARY, COPY = "primary", "copy"  # the two places a stanza can be in


@dataclass
class Stanza:
    """`name` is also the container's. Times are ISO 8601 in UTC."""

    name: str
    server: str  # resource id
    region: str
    pair: str | None  # where the geo-redundant copy goes
    retention_days: int
    cipher: str
    created: str
    dropped: str | None = None
    copied: dict[str, str] | None = None  # {"segment", "archived"}: see geocopy.py

    # Records

    @classmethod
    def new(cls, home: Home, name: str, *, server: str, region: str, pair: str | None, retention_days: int) -> "Stanza":
        """A stanza under a name of its own, so that a server made again under an old name doesn't meet old backups."""
        own = f"{name[:50]}-{secrets.token_hex(4)}".lower()
        stanza = cls(own, server, region, pair, retention_days, secrets.token_urlsafe(48), now().isoformat())
        stanza.save(home)
        return stanza

    @classmethod
    def load(cls, home: Home, name: str) -> "Stanza":
        return cls(**json.loads((folder_of(home, name) / "record.json").read_text()))

    @classmethod
    def every(cls, home: Home) -> Iterator["Stanza"]:
        for record in sorted(backups(home).glob("*/record.json")):
            with suppress(FileNotFoundError):
                yield cls.load(home, record.parent.name)

    @classmethod
    def of_server(cls, home: Home, server: str) -> "Stanza | None":
        """The living server's stanza, else that of the one dropped last under this id."""
        found = [stanza for stanza in cls.every(home) if stanza.server.lower() == server.lower()]
        return max(found, key=lambda stanza: (stanza.dropped is None, stanza.created), default=None)

    def save(self, home: Home) -> None:
        folder = self.folder(home)
        folder.mkdir(parents=True, exist_ok=True)
        own(folder, 0o700)
        write(folder / "record.json", json.dumps(asdict(self), indent=1), mode=0o600)

    # Places

    def folder(self, home: Home) -> Path:
        return folder_of(home, self.name)

    def config(self, home: Home, place: str) -> Path:
        return self.folder(home) / f"{place}.conf"

    def account(self, home: Home, place: str) -> Account:
        return backup_account(home, (self.pair or self.region) if place == COPY else self.region)

    def container(self, place: str) -> str:
        return f"{self.name[:59]}-geo" if place == COPY else self.name

    def prepare(self, home: Home, authority: Authority, place: str, cluster: Path, socket: Path) -> None:
        """Account up, container there, settings written."""
        account = self.account(home, place)
        account.start(authority)
        with account.client() as client, suppress(ResourceExistsError):
            client.create_container(self.container(place))
        self.configure(home, place, cluster, socket)

    def configure(self, home: Home, place: str, cluster: Path, socket: Path) -> None:
        """Write pgBackRest's settings for one place. They hold the key: mode 0600, the database user's."""
        account, folder = self.account(home, place), self.folder(home)
        write(folder / "ca.pem", home.ca_file.read_text())
        own(folder / "ca.pem")
        lines = {
            "repo1-type": "azure",
            "repo1-azure-account": account.name,
            "repo1-azure-key": account.working_key,
            "repo1-azure-container": self.container(place),
            "repo1-azure-uri-style": "path",
            "repo1-azure-endpoint": "localhost",
            "repo1-storage-host": "localhost",  # not 127.0.0.1: pgBackRest checks the certificate's name
            "repo1-storage-port": str(account.port),
            "repo1-storage-ca-file": str(folder / "ca.pem"),
            "repo1-path": "/",
            "repo1-cipher-type": "aes-256-cbc",
            "repo1-cipher-pass": self.cipher,
            "repo1-bundle": "y",
            "repo1-retention-full-type": "time",
            "repo1-retention-full": str(self.retention_days),
            "compress-type": "lz4",
            "process-max": "2",
            "start-fast": "y",
            "io-timeout": "15",
            "job-retry": "1",  # a broken file doesn't get better with time
            "job-retry-interval": "1",
            "log-level-file": "off",
            "log-level-console": "warn",
            "lock-path": str(folder / "lock"),
            "spool-path": str(folder / "spool"),
        }
        text = "[global]\n" + "".join(f"{key}={value}\n" for key, value in lines.items())
        text += f"\n[{self.name}]\npg1-path={cluster}\npg1-socket-path={socket}\npg1-user=azuresu\n"
        write(self.config(home, place), text, mode=0o600)
        own(self.config(home, place), 0o600)

    def delete(self, home: Home) -> None:
        """The backups and their copy are gone afterwards. The accounts must be up."""
        for place in (PRIMARY, COPY) if self.pair else (PRIMARY,):
            account = self.account(home, place)
            if account.process.pid:
                with account.client() as client, suppress(ResourceNotFoundError):
                    client.delete_container(self.container(place))
        shutil.rmtree(self.folder(home), ignore_errors=True)


def backups(home: Home) -> Path:
    """The platform's own records of backups, apart from the servers' folders, so that losing one isn't losing both."""
    return home.root / "backups"


def folder_of(home: Home, name: str) -> Path:
    return backups(home) / name


def backup_account(home: Home, region: str) -> Account:
    """The platform's own storage for backups of a region's servers: not a resource of the subscription's."""
    return Account(home, f"backup{region}")


def own(path: Path, mode: int = 0o644) -> None:
    """Give a file or folder to the database user."""
    user = database_user()
    if os.geteuid() == 0:
        os.chown(path, user.pw_uid, user.pw_gid)
    path.chmod(mode)


def now() -> datetime:
    return datetime.now(UTC)
