"""Flexible servers: new, restored, replicated, started, stopped, deleted. Each step can be run again after a crash."""

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, RLock
from typing import Any

from local.data import pgbackrest, replica, restore, roles
from local.data.access import Access, rules
from local.data.authority import Authority
from local.data.azurite import Account
from local.data.cluster import Cluster, Record
from local.data.errors import DataError
from local.data.stanza import COPY, PRIMARY, Stanza, now
from local.home import Home

AUTOMATIC = {"kind": "automatic"}  # the annotation of backups that nobody asked for


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A server as asked for. `pair` is set where its backups are copied there."""

    name: str
    id: str
    region: str
    pair: str | None
    retention_days: int
    restore_from: restore.Plan | None = None
    replica_of: str | None = None  # name of the primary


class Servers:
    """All flexible servers of a home. `ldap_port` says where PostgreSQL has tokens checked."""

    def __init__(self, home: Home, authority: Authority, ldap_port: Callable[[], int | None]) -> None:
        self.home, self.authority, self.ldap_port = home, authority, ldap_port
        self._settings = RLock()  # several requests change one server's rules at the same time
        self._archiving: defaultdict[str, Lock] = defaultdict(Lock)

    def cluster(self, name: str) -> Cluster:
        return Cluster(self.home, name.lower())

    def every(self) -> list[Cluster]:
        return [Cluster(self.home, file.stem) for file in sorted(self.home.postgres.glob("*.json"))]

    # Creation

    def create(self, wanted: Wanted) -> Cluster:
        """Bring the server into being, or finish what an interrupted run began. A failed restore leaves nothing."""
        cluster = self.cluster(wanted.name)
        if not cluster.exists:
            cluster.keep(Record(id=wanted.id, region=wanted.region, source=wanted.replica_of))
        if cluster.record.phase == "ready":
            return cluster
        if wanted.replica_of:
            return self._follow(cluster)
        self._stanza(cluster, wanted)
        if cluster.record.phase == "new":
            try:
                self._data(cluster, wanted)
            except DataError:
                self.delete(wanted.name, keep_backups=False)
                raise
            cluster.change(phase="restored")
        self._finish(cluster, back_up=not wanted.restore_from)
        return cluster

    def _stanza(self, cluster: Cluster, wanted: Wanted) -> Stanza:
        """The server's own backups: places in the region and, where asked for, in the pair."""
        if not (stanza := cluster.stanza):
            stanza = Stanza.new(
                self.home, cluster.name, server=wanted.id, region=wanted.region, pair=wanted.pair,
                retention_days=wanted.retention_days,
            )  # fmt: skip
            cluster.change(stanza=stanza.name)
        for place in (PRIMARY, COPY) if stanza.pair else (PRIMARY,):
            stanza.prepare(self.home, self.authority, place, cluster.data, cluster.socket)
        return stanza

    def _data(self, cluster: Cluster, wanted: Wanted) -> None:
        if not (plan := wanted.restore_from):
            cluster.initialise()
            self.apply(cluster.name)
            return
        source = next((one for one in self.every() if one.record.id.lower() == plan.source.server.lower()), None)
        plan.source.account(self.home, plan.place).start(self.authority)
        with ThreadPoolExecutor(1, "archive") as beside:  # while the files come back
            living = plan.place == PRIMARY and source and source.process.pid
            marked = beside.submit(restore.mark, source) if living and source else None
            restore.restore(cluster, self.authority, plan, lambda: marked.result() if marked else None)

    def _finish(self, cluster: Cluster, *, back_up: bool) -> None:
        """Azure's roles, archiving into the server's own stanza and its first backup: then it is ready.

        A restored server (not `back_up`) is ready before it archives, as on Azure; housekeeping does the rest.
        """
        stanza = cluster.stanza
        assert stanza
        pgbackrest.end_orphan(self.home, stanza)
        cluster.change(archives=False)
        self.apply(cluster.name)
        cluster.start()
        roles.prepare(cluster)
        if back_up:
            self.archive(cluster)
            if not pgbackrest.backups(self.home, stanza):
                pgbackrest.backup(self.home, stanza, "full", AUTOMATIC)
        cluster.change(phase="ready")
        cluster.restart() if self._must_restart(cluster) else None

    def _must_restart(self, cluster: Cluster) -> bool:
        """A restored cluster ran with settings that only a start can change; those of recovery no longer matter."""
        asked = "SELECT count(*) > 0 FROM pg_settings WHERE pending_restart AND name !~ '^(hot_standby|recovery_)'"
        return bool(cluster.sql(asked)[0][0])

    def archive(self, cluster: Cluster) -> None:
        """From now on its WAL goes into its own stanza, unless it does already or the server is on its way out."""
        with self._archiving[cluster.name]:
            if not cluster.exists or cluster.record.archives or cluster.record.phase == "dropping":
                return
            stanza = cluster.stanza
            assert stanza
            pgbackrest.command(self.home, stanza, ["stanza-create"])
            cluster.change(archives=True)
            self.apply(cluster.name)

    def _follow(self, cluster: Cluster) -> Cluster:
        replica.make(cluster)
        self.apply(cluster.name)
        cluster.start()
        cluster.wait_until(
            "SELECT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')", seconds=60, what="streaming"
        )
        cluster.change(phase="ready")
        return cluster

    # Settings

    def admit(self, name: str, networks: Callable[[], list[str]], **changes: Any) -> None:
        """Let in whom `networks` says, and nobody else; other changes of the record go with it."""
        with self._settings:
            cluster = self.cluster(name)
            if cluster.exists:
                cluster.change(networks=networks(), **changes)
                if cluster.data.exists():
                    self.apply(name)

    def apply(self, name: str) -> None:
        """Write settings and access rules as the record says; a running server takes them up."""
        with self._settings:
            self._apply(name)

    def _apply(self, name: str) -> None:
        cluster = self.cluster(name)
        record = cluster.record
        access = Access(networks=record.networks, ldap_port=self.ldap_port(), login=record.login)
        extra = {"archive_mode": "on"}  # without a command WAL is kept until there is one
        if record.source:
            extra |= replica.settings(cluster)
        elif record.archives and (stanza := cluster.stanza):
            config = stanza.config(self.home, PRIMARY)
            extra["archive_command"] = f"pgbackrest --config={config} --stanza={stanza.name} archive-push %p"
        for extension in roles.FOR_SUPERUSERS:
            cluster.write(f"extensions/{extension}/after-create.sql", roles.extension_rights(extension))
        cluster.configure(self.authority, rules(cluster.name, access), extra)

    # Life

    def start(self, name: str) -> None:
        """Bring a server up that should run, with its backup accounts: after a start of the plane, or after a crash."""
        cluster = self.cluster(name)
        if not cluster.exists or cluster.record.phase != "ready" or cluster.record.stopped:
            return
        if stanza := cluster.stanza:
            for place in (PRIMARY, COPY) if stanza.pair else (PRIMARY,):
                stanza.account(self.home, place).start(self.authority)
                stanza.configure(self.home, place, cluster.data, cluster.socket)
        self.apply(name)
        cluster.launch()

    def pause(self, name: str) -> None:
        """`stop` of Azure's: the server stays down until it is started again."""
        self.cluster(name).change(stopped=True)
        self.cluster(name).stop()

    def resume(self, name: str) -> None:
        cluster = self.cluster(name)
        cluster.change(stopped=False)
        self.start(name)
        cluster.start()

    def stop(self, name: str) -> None:
        """The plane goes down: the server with it, until the plane comes back."""
        cluster = self.cluster(name)
        if cluster.exists:
            cluster.stop()
        self._put_out_the_light()

    def _put_out_the_light(self) -> None:
        """Backup accounts run as long as some server archives into them."""
        if not any(one.process.pid for one in self.every()):
            for folder in self.home.storage.glob("backup*"):
                Account(self.home, folder.name).stop()

    def keep_for(self, name: str, days: int) -> None:
        """Change how many days back a server can be restored."""
        cluster = self.cluster(name)
        if (stanza := cluster.stanza) and stanza.retention_days != days:
            stanza.retention_days = days
            stanza.save(self.home)
            stanza.configure(self.home, PRIMARY, cluster.data, cluster.socket)

    def promote(self, wanted: Wanted, *, planned: bool) -> None:
        """A replica becomes a server of its own, with backups of its own."""
        cluster = self.cluster(wanted.name)
        if primary := cluster.record.source:
            replica.promote(cluster, planned=planned)
            self._stanza(cluster, wanted)
            cluster.change(source=None, phase="restored")
            replica.release(self.cluster(primary), wanted.name)
        if cluster.record.phase != "ready":
            self._finish(cluster, back_up=False)

    def delete(self, name: str, *, keep_backups: bool = True) -> None:
        """The cluster, its folder and its address are gone; its backups are kept for a while unless told otherwise."""
        cluster = self.cluster(name)
        if not cluster.exists:
            return
        with self._archiving[cluster.name]:
            record = cluster.record
            cluster.change(phase="dropping")  # nobody starts it again, or has it archive
        if stanza := cluster.stanza:
            if keep_backups and record.archives and record.phase in ("ready", "dropping"):
                self._last_archive(cluster)
                stanza.dropped = stanza.dropped or now().isoformat()
                stanza.save(self.home)
            else:
                stanza.delete(self.home)
        if record.source:
            cluster.stop()  # first: while it lives it takes its slot again
            with suppress(DataError):
                replica.release(self.cluster(record.source), name)
        cluster.delete()
        if not self.every():
            self._put_out_the_light()

    def _last_archive(self, cluster: Cluster) -> None:
        """What was committed last goes to the archive too; a server that is down can't help it."""
        if cluster.process.pid:
            with suppress(Exception):
                restore.mark(cluster)
