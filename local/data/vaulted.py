"""Vaulted backups of blobs: whole copies of containers in the platform's own account, each a recovery point."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient

from local.data.addresses import write
from local.data.authority import Authority
from local.data.azurite import Account
from local.data.errors import DataError
from local.data.stanza import backup_account, now
from local.home import Home

AT_ONCE = 4


@dataclass(frozen=True)
class Point:
    """One recovery point. `time`: ISO 8601 in UTC; everything acknowledged before it is in the copy."""

    id: str
    time: str
    containers: list[str]
    blobs: int


class VaultedBackups:
    """The recovery points of one backup instance, by its resource id."""

    def __init__(self, home: Home, instance: str, region: str) -> None:
        self.home, self.region = home, region
        name = hashlib.sha256(instance.lower().encode()).hexdigest()[:16]
        self.container = f"vaulted-{name}"
        self._index = home.root / "vaulted" / f"{name}.json"

    def points(self) -> list[Point]:
        """Oldest first."""
        found = json.loads(self._index.read_text()) if self._index.exists() else []
        return [Point(**one) for one in found]

    def take(self, authority: Authority, source: Account, containers: Sequence[str]) -> Point:
        """Copy the containers as they are now. A copy that was cut short is listed nowhere."""
        started, name = now(), uuid.uuid4().hex
        keeper = self._keeper(authority)
        with source.client() as here, keeper.client() as there:
            with suppress(ResourceExistsError):
                there.create_container(self.container)
            total = sum(
                copy(here, container, there, self.container, "", f"{name}/{container}/") for container in containers
            )
        point = Point(name, started.isoformat(), list(containers), total)
        self._write([*self.points(), point])
        return point

    def restore(
        self, authority: Authority, point: str, target: Account, containers: Sequence[str], prefixes: Sequence[str]
    ) -> int:
        """Bring containers of a recovery point into another account; `prefixes` limit which blobs. Says how many."""
        if point not in {one.id for one in self.points()}:
            raise DataError(f"recovery point {point} does not exist.", code="UserErrorRecoveryPointNotFound")
        done = 0
        with self._keeper(authority).client() as here, target.client() as there:
            for container in containers:
                with suppress(ResourceExistsError):
                    there.create_container(container)
                for prefix in prefixes or ("",):
                    done += copy(here, self.container, there, container, f"{point}/{container}/{prefix}", prefix)
        return done

    def delete(self, authority: Authority) -> None:
        with self._keeper(authority).client() as client, suppress(ResourceNotFoundError):
            client.delete_container(self.container)
        self._index.unlink(missing_ok=True)

    def _keeper(self, authority: Authority) -> Account:
        account = backup_account(self.home, self.region)
        account.start(authority)
        return account

    def _write(self, points: Sequence[Point]) -> None:
        self._index.parent.mkdir(parents=True, exist_ok=True)
        _write(self._index, points)


def _write(path: Path, points: Sequence[Point]) -> None:
    write(path, json.dumps([asdict(one) for one in points], indent=1))


def copy(here: BlobServiceClient, source: str, there: BlobServiceClient, target: str, cut: str, put: str) -> int:
    """Every blob of `source` that begins with `cut` into `target`, with `put` in its place. How many."""
    reader, writer = here.get_container_client(source), there.get_container_client(target)

    def one(name: str) -> None:
        writer.upload_blob(put + name.removeprefix(cut), reader.download_blob(name).readall(), overwrite=True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return len(list(pool.map(one, [blob.name for blob in reader.list_blobs(name_starts_with=cut)])))


def moment(point: Point) -> datetime:
    return datetime.fromisoformat(point.time)
