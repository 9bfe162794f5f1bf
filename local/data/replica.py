"""A streaming replica: made by a base backup over TLS, kept by a slot on its primary, promoted on demand."""

import shutil
from collections.abc import Collection, Mapping

from psycopg import sql

from local.data.cluster import BINARIES, REPLICATOR, Cluster
from local.data.errors import DataError
from local.data.processes import Process
from local.home import database_user


def slot(name: str) -> str:
    """The slot of a replica on its primary: letters, digits and _ only."""
    return "replica_" + "".join(c if c.isalnum() else "_" for c in name.lower())[:50]


def settings(cluster: Cluster) -> dict[str, str]:
    """What makes a cluster with a `standby.signal` follow its primary."""
    primary = Cluster(cluster.home, cluster.record.source or "")
    parts = {
        **_connection(cluster, primary),
        "application_name": cluster.name,
        "passfile": str(cluster.folder / "pgpass"),
    }
    return {
        "primary_conninfo": " ".join(f"{key}='{value}'" for key, value in parts.items()),
        "primary_slot_name": slot(cluster.name),
        "hot_standby": "on",
    }


def _connection(cluster: Cluster, primary: Cluster) -> Mapping[str, str]:
    return {
        "host": primary.address,
        "port": "5432",
        "user": REPLICATOR,
        "sslmode": "verify-full",
        "sslrootcert": str(cluster.folder / "ca.pem"),
    }


def make(cluster: Cluster) -> None:
    """Copy the primary, unless a whole copy is there. What an interrupted run left is thrown away."""
    primary = Cluster(cluster.home, cluster.record.source or "")
    cluster.prepare()
    cluster.write("ca.pem", cluster.home.ca_file.read_text())
    cluster.write("pgpass", f"{primary.address}:5432:*:{REPLICATOR}:{primary.record.replication_password}\n")
    primary.sql(
        "SELECT pg_create_physical_replication_slot(%s, true) "
        "WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = %s)",
        (slot(cluster.name), slot(cluster.name)),
    )
    if (cluster.data / "PG_VERSION").exists():
        return
    new = cluster.folder / "new"
    copier = Process(cluster.home, f"copy-{cluster.name}")
    copier.stop()
    shutil.rmtree(new, ignore_errors=True)
    connection = " ".join(f"{key}={value}" for key, value in _connection(cluster, primary).items())
    code = copier.run(
        [BINARIES / "pg_basebackup", f"--dbname={connection}", f"--pgdata={new}", "--checkpoint=fast",
         "--wal-method=stream", f"--slot={slot(cluster.name)}", "--no-password"],
        user=database_user(),
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGPASSFILE": str(cluster.folder / "pgpass")},
    )  # fmt: skip
    said = copier.last_words()
    copier.log.unlink(missing_ok=True)
    if code:
        raise DataError(f"copy of {primary.name} for its replica failed: {said}")
    (new / "standby.signal").touch()
    shutil.chown(new / "standby.signal", database_user().pw_uid, database_user().pw_gid)
    new.rename(cluster.data)


def streams(cluster: Cluster) -> bool:
    return bool(cluster.sql("SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'"))


def promote(cluster: Cluster, *, planned: bool) -> None:
    """Make it a primary. Planned waits until it has everything that the primary has committed by now."""
    if not cluster.sql("SELECT pg_is_in_recovery()")[0][0]:
        return  # promoted before a crash
    if planned:
        primary = Cluster(cluster.home, cluster.record.source or "")
        if not primary.process.pid:
            raise DataError(
                f"primary {primary.name} can't be reached; use the promote option Forced.", code="PrimaryUnavailable"
            )
        reached = primary.sql("SELECT pg_current_wal_flush_lsn()")[0][0]
        cluster.wait_until(
            f"SELECT pg_last_wal_replay_lsn() >= '{reached}'::pg_lsn", seconds=120, what="synchronisation"
        )
    cluster.sql("SELECT pg_promote(wait => true, wait_seconds => 120)")
    cluster.wait_until("SELECT NOT pg_is_in_recovery()", seconds=120, what="promotion")


def release(primary: Cluster, replica: str) -> None:
    """Drop a replica's slot, so that its primary stops keeping WAL for it."""
    if primary.exists and primary.process.pid:
        primary.sql(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = %s AND active",
            (slot(replica),),
        )
        gone = sql.SQL("SELECT count(*) = 0 FROM pg_replication_slots WHERE slot_name = {} AND active").format(
            slot(replica)
        )
        primary.wait_until(gone.as_string(None), seconds=10, what="the end of replication")
        primary.sql(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s",
            (slot(replica),),
        )


def drop_idle_slots(primary: Cluster, followers: Collection[str]) -> None:
    """Drop the slots of replicas that no longer follow: promoted or deleted while their primary was down."""
    kept = [slot(name) for name in followers]
    primary.sql(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots "
        "WHERE slot_name LIKE %s AND NOT active AND NOT slot_name = ANY(%s)",
        ("replica\\_%", kept),
    )
