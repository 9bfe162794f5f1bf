"""What the platform does by itself: daily backups, the geo copy, expiry, keeping what should run running."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import structlog

from local.data import geocopy, pgbackrest, replica, restore
from local.data.cluster import Cluster
from local.data.servers import AUTOMATIC, Servers
from local.data.stanza import COPY, KEPT_AFTER_DROP, PRIMARY, Stanza, now

COPY_SECONDS = 2.0  # between two looks for something to copy
CHECK_SECONDS = 60.0  # between two looks for a backup that is due
DAILY, WEEKLY = timedelta(days=1), timedelta(days=7)  # a differential backup a day, a full one a week
FIRST = timedelta(minutes=2)  # a restored server's first backup comes so long after it; a new one's before it is ready
LIMIT_SECONDS = 300.0  # the longest pause after repeated failures

log = structlog.get_logger()


class Housekeeping:
    """Runs in one thread of the plane. `tell` is called with a server's id and its earliest restorable moment."""

    def __init__(self, servers: Servers, tell: Callable[[str, datetime], None]) -> None:
        self.servers, self.home, self.tell = servers, servers.home, tell
        self._resting: dict[str, tuple[float, float]] = {}  # what failed -> (not before, pause)

    def run(self, stopping: Event) -> None:
        next_check = 0.0
        while not stopping.wait(COPY_SECONDS):
            check = time.monotonic() >= next_check
            if check:
                next_check = time.monotonic() + CHECK_SECONDS
            for stanza in list(Stanza.every(self.home)):
                if stopping.is_set():
                    return
                if stanza.pair:
                    self._try(f"geo copy of {stanza.name}", lambda stanza=stanza: self.copy(stanza))
                if check:
                    self._try(f"backups of {stanza.name}", lambda stanza=stanza: self.look_after(stanza))
            for cluster in self.servers.every():
                if not stopping.is_set() and not cluster.process.pid:
                    self._try(f"restart of {cluster.name}", lambda cluster=cluster: self.servers.start(cluster.name))
                    continue
                self._try(f"archive of {cluster.name}", lambda cluster=cluster: self.archive(cluster))
                if check:
                    self._try(f"slots of {cluster.name}", lambda cluster=cluster: self.drop_slots(cluster))

    def _try(self, what: str, work: Callable[[], None]) -> None:
        """Failures are logged and tried again, less and less often."""
        not_before, pause = self._resting.get(what, (0.0, COPY_SECONDS))
        if time.monotonic() < not_before:
            return
        try:
            work()
        except Exception as problem:
            log.warning("housekeeping failed", what=what, problem=str(problem))
            self._resting[what] = (time.monotonic() + pause, min(pause * 2, LIMIT_SECONDS))
        else:
            self._resting.pop(what, None)

    def copy(self, stanza: Stanza) -> None:
        """One pass of the geo copy. An account that has died is started again: blobs are still in its folder."""
        accounts = [stanza.account(self.home, place) for place in (PRIMARY, COPY)]
        if stanza.dropped and not all(account.process.pid for account in accounts):
            return  # nothing new comes, and with no server left the accounts are down
        for account in accounts:
            account.start(self.servers.authority)
        geocopy.sync(self.home, stanza)

    def archive(self, cluster: Cluster) -> None:
        if cluster.exists and cluster.record.phase == "ready":
            self.servers.archive(cluster)

    def drop_slots(self, cluster: Cluster) -> None:
        followers = [one.name for one in self.servers.every() if one.record.source == cluster.name]
        replica.drop_idle_slots(cluster, followers)

    def look_after(self, stanza: Stanza) -> None:
        """The backup that is due, the promised days, and the end of backups whose server was dropped."""
        if stanza.dropped:
            if now() - datetime.fromisoformat(stanza.dropped) > KEPT_AFTER_DROP:
                for place in (PRIMARY, COPY) if stanza.pair else (PRIMARY,):
                    stanza.account(self.home, place).start(self.servers.authority)
                stanza.delete(self.home)
            return
        cluster = next((one for one in self.servers.every() if one.record.stanza == stanza.name), None)
        if not cluster or cluster.record.phase != "ready" or not cluster.process.pid or not cluster.record.archives:
            return  # Azure takes no backups of stopped servers either
        taken = pgbackrest.backups(self.home, stanza)
        if not taken and now() - datetime.fromisoformat(stanza.created) < FIRST:
            return
        if kind := due(taken, now()):
            pgbackrest.backup(self.home, stanza, kind, AUTOMATIC)
        if first := restore.earliest(self.home, stanza):
            self.tell(stanza.server, first)


def due(taken: list[pgbackrest.Backup], at: datetime) -> str | None:
    """The kind of backup that should be taken now, or None."""
    full = [backup.stop for backup in taken if backup.kind == "full"]
    if not full or at - max(full) >= WEEKLY:
        return "full"
    return "diff" if at - max(backup.stop for backup in taken) >= DAILY else None
