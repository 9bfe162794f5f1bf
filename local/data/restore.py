"""A new cluster out of a backup: to a point in time from the region's repository, or to the end of the geo copy."""

import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg

from local.data import geocopy, pgbackrest
from local.data.access import Access, rules
from local.data.authority import Authority
from local.data.cluster import Cluster
from local.data.errors import DataError, RestoreError
from local.data.pgbackrest import Backup
from local.data.processes import Process
from local.data.stanza import COPY, PRIMARY, Stanza, now
from local.home import Home

PATIENCE = timedelta(hours=1)  # for the replay of WAL
_STOPPED = re.compile(r"recovery stopping (?:before|after) (?:commit|abort)")
_RESTORED = re.compile(r'restored log file "([0-9A-F]{24})" from archive')
_FATAL = re.compile(
    r"(?:FATAL|PANIC): +(?! |the database system is)(.*)"
)  # not what it says to those who come too early
_LAST = re.compile(r"last completed transaction was at log time (.*)")


@dataclass(frozen=True)
class Plan:
    """What to restore: `target` None means to the end of what there is, which is the only choice for a geo copy."""

    source: Stanza
    place: str
    target: datetime | None


def earliest(home: Home, stanza: Stanza, place: str = PRIMARY) -> datetime | None:
    """The first point in time that can be restored: the end of the oldest backup, within the days promised."""
    taken = pgbackrest.backups(home, stanza, place)
    return max(taken[0].stop, now() - timedelta(days=stanza.retention_days)) if taken else None


def mark(source: Cluster) -> None:
    """Commit something and archive it, so that recovery can know that it has passed any moment until now."""
    with source.connect() as session:
        session.execute("SELECT pg_current_xact_id()")
        row = session.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
    segment = row[0] if row else ""
    source.wait_until(
        f"SELECT coalesce(left(last_archived_wal, 24) >= '{segment}', false) FROM pg_stat_archiver",  # noqa: S608
        seconds=120,
        what=f"archiving of WAL segment {segment}",
    )


def restore(cluster: Cluster, authority: Authority, plan: Plan, archived: Callable[[], None]) -> None:
    """Make the cluster's data out of the backup, replay, promote, and prove that the target was reached.

    `archived` returns once all WAL up to the target is in the repository; it is called before the replay. What an
    interrupted run left is thrown away. Raises RestoreError, with pgBackRest's or PostgreSQL's own words.
    """
    home, source = cluster.home, plan.source
    cluster.process.stop()
    shutil.rmtree(cluster.data, ignore_errors=True)
    cluster.prepare()
    backup = _choose(home, plan)
    last = geocopy.last_of_unbroken(home, source, plan.place, backup) if plan.place == COPY else None
    words = [f"--pg1-path={cluster.data}", f"--set={backup.label}", "--archive-mode=preserve"]
    if plan.target:
        words += ["--type=time", f"--target={plan.target:%Y-%m-%d %H:%M:%S.%f}+00", "--target-action=promote"]
    try:
        pgbackrest.long_command(Process(home, f"restore-{cluster.name}"), source, plan.place, [*words, "restore"])
    except DataError as error:
        raise RestoreError(error.message) from error
    _keep_only_recovery(cluster)
    nobody = rules(cluster.name, Access(networks=(), ldap_port=None, login=None))
    # Hot standby would stop where the source had more connections or workers; nobody is let in before the end anyway.
    cluster.configure(authority, nobody, {"hot_standby": "off", "archive_mode": "on"})
    try:
        archived()
    except DataError as error:
        raise RestoreError(error.message) from error
    said = _replay(cluster)
    if plan.target and not _STOPPED.search(said):
        raise RestoreError(f"recovery ended before {plan.target.isoformat()}. {_summary(said)}")
    if last and last not in _RESTORED.findall(said):
        raise RestoreError(f"recovery ended before WAL segment {last}, the last one copied. {_summary(said)}")
    source_timeline = int(backup.first_wal[:8], 16)
    if cluster.sql("SELECT timeline_id FROM pg_control_recovery(), pg_control_checkpoint()")[0][0] <= source_timeline:
        raise RestoreError("the cluster was not promoted to a timeline of its own.")
    _forget_recovery(cluster)


def _choose(home: Home, plan: Plan) -> Backup:
    try:
        taken = pgbackrest.backups(home, plan.source, plan.place)
    except DataError as error:
        raise RestoreError(error.message) from error
    # Named to pgBackRest, which would otherwise take the latest backup where none is old enough.
    fitting = [backup for backup in taken if not plan.target or backup.stop <= plan.target]
    if not fitting:
        wanted = f" before {plan.target.isoformat()}" if plan.target else ""
        raise RestoreError(f"the repository of {plan.source.name} holds no backup{wanted}.")
    return fitting[-1]


def _replay(cluster: Cluster) -> str:
    """Start, wait for the end of recovery, and return what PostgreSQL wrote about it."""
    log = cluster.process.log
    start = log.stat().st_size if log.exists() else 0

    def said() -> str:
        return log.read_bytes()[start:].decode(errors="replace")

    cluster.launch()
    end = time.monotonic() + PATIENCE.total_seconds()
    while True:
        try:
            if not cluster.sql("SELECT pg_is_in_recovery()")[0][0]:
                return said()
        except psycopg.OperationalError:
            if not cluster.process.pid:
                raise RestoreError(f"recovery failed. {_summary(said())}") from None
        if time.monotonic() > end:
            cluster.stop()
            raise RestoreError(f"recovery did not end within {PATIENCE}. {_summary(said())}")
        time.sleep(0.02)


def _summary(said: str) -> str:
    """The line that says why, and how far recovery came."""
    why, how_far, files = _FATAL.search(said), _LAST.search(said), _RESTORED.findall(said)
    parts = [
        why[1] if why else "",
        f"last completed transaction {how_far[1]}" if how_far else "",
        f"last WAL segment {files[-1]}" if files else "no WAL segment was found",
        pgbackrest.errors(said)[:600],
    ]
    return "; ".join(part for part in parts if part)


_RECOVERY: Sequence[str] = ("restore_command", "recovery_target")


def _keep_only_recovery(cluster: Cluster) -> None:
    """The source's own settings stay behind, as on Azure; what pgBackRest wrote for the recovery stays."""
    path = cluster.data / "postgresql.auto.conf"
    kept = [line for line in path.read_text().splitlines() if line.startswith(tuple(_RECOVERY))]
    cluster.write("data/postgresql.auto.conf", "\n".join(kept) + "\n")


def _forget_recovery(cluster: Cluster) -> None:
    cluster.write("data/postgresql.auto.conf", "")
    cluster.reload()
