"""What may go wrong in a running estate while a drill is under way, from a bad disk to a throttled control plane."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from azure.core.exceptions import HttpResponseError
from azure.keyvault.keys.crypto import KeyWrapAlgorithm
from azure.mgmt.resource.locks import ManagementLockClient
from azure.mgmt.resource.locks.models import ManagementLockObject

from local.data.geocopy import segment
from local.data.stanza import COPY, PRIMARY
from scripts.drills import dumps, edge, tenant
from scripts.drills.exit_codes import Exit
from scripts.drills.journal import PREFIX
from tests.scripts.drills.faults.catalogue import EstateFault

Mend = Callable[[], object]
SERVER = "Microsoft.DBforPostgreSQL/flexibleServers"
SMALL = "16m"  # less than an empty cluster


# Bad disks


def flip(container: Any, name: str) -> Mend:
    """Invert one bit in the middle of a blob."""
    good = container.download_blob(name).readall()
    kept = container.get_blob_client(name).get_blob_properties().metadata  # by which a geo copy knows what it has
    bad = bytearray(good)
    bad[len(bad) // 2] ^= 1
    container.upload_blob(name, bytes(bad), overwrite=True, metadata=kept)
    return lambda: container.upload_blob(name, good, overwrite=True, metadata=kept)


def backup_file(kind: str, place: str = PRIMARY) -> Callable[[Any], Mend]:
    """Flip a bit in every file of a kind of the newest full backup (the largest, of data)."""

    def harm(stage: Any) -> Mend:
        container = stage.repository(place)
        names = [(blob.size, blob.name) for blob in container.list_blobs()]
        if kind == "data":
            chosen = [max(pair for pair in names if "/bundle/" in pair[1])[1]]
        elif kind == "wal":
            chosen = [max(name for _, name in names if segment(name))]
        else:
            chosen = [name for _, name in names if kind in name]
        mends = [flip(container, name) for name in chosen]
        return lambda: [mend() for mend in mends]

    return harm


def lose_wal(which: int, *places: str) -> Callable[[Any], Mend]:
    """Delete a WAL segment, by its place in the order of all, everywhere: a geo copy would be mended."""

    def harm(stage: Any) -> Mend:
        containers = [stage.repository(place) for place in places or (PRIMARY,)]
        name = sorted(blob.name for blob in containers[-1].list_blobs() if segment(blob.name))[which]
        mends: list[Mend] = []
        for container in containers:
            good = container.download_blob(name).readall()
            kept = container.get_blob_client(name).get_blob_properties().metadata
            container.delete_blob(name)
            mends.append(partial(container.upload_blob, name, good, overwrite=True, metadata=kept))
        return lambda: [mend() for mend in mends]

    return harm


def full_disk(stage: Any) -> Mend:
    """The disk that the copy is put on has too little room: a small file system where its folder will be."""
    folder = stage.cluster(f"{PREFIX}{stage.drill.id}-point-in-time").folder
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", folder], check=True)

    def mend() -> None:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()

    return mend


# Wrong data

SWAP = """
with pair as (
  select (array_agg(id order by id))[1] as id, tenant_id from public.documents
  where tenant_id in (select id from public.tenants where name not like 'drill-%' order by id limit 2)
  group by tenant_id)
update public.documents d set title = o.title from pair p, pair q, public.documents o
where d.id = p.id and o.id = q.id and q.tenant_id <> p.tenant_id"""


def sql(harm: str, mend: str) -> Callable[[Any], Mend]:
    def run(stage: Any) -> Mend:
        stage.source(harm)
        return lambda: stage.source(mend)

    return run


def moved(seconds: float) -> Callable[[Any], None]:
    """The restore goes to another moment than was asked for: a stale backup, or one that goes on too far."""

    def harm(stage: Any) -> None:
        servers = stage.azure.postgres.servers
        real = servers.begin_create_or_update

        def other(group: str, name: str, body: Any, **options: Any) -> Any:
            if body.properties and body.properties.point_in_time_utc:
                body.properties.point_in_time_utc += timedelta(seconds=seconds)
            return real(group, name, body, **options)

        servers.begin_create_or_update = other
        stage.mend.append(lambda: setattr(servers, "begin_create_or_update", real))

    return harm


def customers_blob(stage: Any) -> tuple[Any, str]:
    container = tenant.content(stage.drill)
    return container, next(blob.name for blob in container.list_blobs() if not blob.name.startswith(stage.drill.tenant))


def delete_blob(stage: Any) -> Mend:
    container, name = customers_blob(stage)
    good = container.download_blob(name).readall()
    container.delete_blob(name)
    return lambda: container.upload_blob(name, good, overwrite=True)


def change_blob(stage: Any) -> Mend:
    return flip(*customers_blob(stage))


# Keys


def key(name: str, **bad: Any) -> Callable[[Any], Mend]:
    """Make the current version of a key of the home region unusable for a while."""

    def harm(stage: Any) -> Mend:
        keys = stage.azure.keys(stage.estate.home.vault.uri)
        keys.update_key_properties(name, **bad)
        good: dict[str, Any] = {"enabled": True}
        if "expires_on" in bad:
            good["expires_on"] = datetime.now(UTC) + timedelta(days=3650)
        return lambda: keys.update_key_properties(name, **good)

    return harm


def other_key_version(stage: Any) -> Mend:
    """A customer's data key is said to be wrapped by a version that came later."""
    home = stage.estate.home
    new = str(stage.azure.keys(home.vault.uri).rotate_key(home.wrapping_key).id)
    one = "(select min(id::text)::uuid from tenants where name not like 'drill-%')"
    with stage.azure.connect(home.server.fqdn, home.database, home.administrator) as connection:
        old = connection.execute(f"select key_id from tenant_keys where tenant_id = {one}".encode()).fetchone()[0]
    stage.source(f"update tenant_keys set key_id = '{new}' where tenant_id = {one}")
    return lambda: stage.source(f"update tenant_keys set key_id = '{old}' where tenant_id = {one}")


def data_key_of_somebody_else(stage: Any) -> Mend:
    """A customer's wrapped key holds other bytes than a data key."""
    home = stage.estate.home
    current = str(stage.azure.keys(home.vault.uri).get_key(home.wrapping_key).id)
    short = stage.azure.cryptography(current).wrap_key(KeyWrapAlgorithm.rsa_oaep_256, b"short").encrypted_key
    one = "(select min(tenant_id::text)::uuid from tenant_keys)"
    with stage.azure.connect(home.server.fqdn, home.database, home.administrator) as connection:
        old = connection.execute(f"select key_id, wrapped from tenant_keys where tenant_id = {one}".encode()).fetchone()
    stage.source(f"update tenant_keys set wrapped = '\\x{short.hex()}', key_id = '{current}' where tenant_id = {one}")
    return lambda: stage.source(
        f"update tenant_keys set wrapped = '\\x{bytes(old[1]).hex()}', key_id = '{old[0]}' where tenant_id = {one}"
    )


# The control plane


def plane(**body: Any) -> Callable[[Any], Mend]:
    return lambda stage: stage.fault(**body)


def quota(stage: Any) -> None:
    """Azure refuses the copy because the subscription's quota is used up."""
    servers = stage.azure.postgres.servers
    real = servers.begin_create_or_update

    def refused(*_: Any, **__: Any) -> Any:
        error = HttpResponseError(message="(QuotaExceeded) The quota of vCores in the region is exceeded.")
        error.status_code = 409
        raise error

    servers.begin_create_or_update = refused
    stage.mend.append(lambda: setattr(servers, "begin_create_or_update", real))


def locked_copy(stage: Any) -> None:
    """Somebody puts a lock on the copy, so that it can't be deleted. Taken away, the next clean-up ends it."""
    locks = stage.azure.management(ManagementLockClient).management_locks
    scope = next(entry["id"] for entry in stage.drill.journal.of("create") if entry["type"] == "server")
    locks.create_or_update_by_scope(scope, "keep", ManagementLockObject(level="CanNotDelete"))
    stage.mend.append(lambda: locks.delete_by_scope(scope, "keep"))


def stop_source(stage: Any) -> Mend:
    servers, home = stage.azure.postgres.servers, stage.estate.home
    servers.begin_stop(home.group, home.server.name).result()
    return lambda: servers.begin_start(home.group, home.server.name).result()


def end_writers(stage: Any) -> None:
    """The canaries' session is ended, as a failover does."""
    stage.cluster().sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cordon' and state = 'idle'"
    )


def on_the_copy(*statements: str, database: str = "postgres") -> Callable[[Any], None]:
    """As PostgreSQL's superuser, on the restored server."""

    def harm(stage: Any) -> None:
        server = next(entry["id"] for entry in stage.drill.journal.of("create") if entry["type"] == "server")
        with stage.cluster(server.rsplit("/", 1)[1]).connect(database) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    return harm


def dead_storage(stage: Any) -> Mend:
    """The account that takes the evidence is down."""
    account = stage.account()
    account.stop()
    from local.ca import authority

    return lambda: account.start(authority(stage.environment.home))


# Other stores


def pause_replica(stage: Any) -> Mend:
    """The estate's own replica stops following."""
    replica = stage.cluster(stage.estate.home.replica.name)
    replica.sql("select pg_wal_replay_pause()")
    return lambda: replica.sql("select pg_wal_replay_resume()")


def no_other_origin(stage: Any) -> Mend:
    others = [one for one in edge.origins(stage.drill) if one.region != stage.estate.primary and one.enabled]
    for origin in others:
        edge.switch(stage.drill, origin, "Disabled")
    return lambda: [edge.switch(stage.drill, origin, "Enabled") for origin in others]


def stored_dump(change: Callable[[Any, str, bytes], None], suffix: str) -> Callable[[Any], None]:
    """Damage to the newest dump of the drill's history; it goes with the history."""

    def harm(stage: Any) -> None:
        container = dumps.dump.container(stage.azure, dumps.of(stage.drill))
        prefix = f"simulated/{stage.drill.id}/"
        name = max(blob.name for blob in container.list_blobs(name_starts_with=prefix) if blob.name.endswith(suffix))
        change(container, name, container.download_blob(name).readall())

    return harm


def cut(container: Any, name: str, content: bytes) -> None:
    container.upload_blob(name, content[: len(content) * 2 // 3], overwrite=True)


def turn(container: Any, name: str, content: bytes) -> None:
    flip(container, name)


def vaulted_point(stage: Any) -> None:
    """A file in the Backup vault's copy has another content than was copied."""
    from local.data.stanza import backup_account

    account = backup_account(stage.environment.home, stage.estate.primary)
    with account.client() as client:
        for container in client.list_containers(name_starts_with="vaulted-"):
            inside = client.get_container_client(container.name)
            for blob in list(inside.list_blobs()):
                if stage.drill.tenant in blob.name:
                    flip(inside, blob.name)
                    return


def drifted(stage: Any) -> Mend:
    """Somebody changes a resource behind the state's back."""
    from azure.mgmt.resource.resources import ResourceManagementClient

    groups = stage.azure.management(ResourceManagementClient).resource_groups
    group = groups.get(stage.estate.home.group)
    tags = dict(group.tags or {})
    groups.update(stage.estate.home.group, {"tags": tags | {"changed": "by hand"}})
    return lambda: groups.update(stage.estate.home.group, {"tags": tags})


def unlocked(stage: Any) -> Mend:
    """The lock on the Backup vault is taken away."""
    locks = stage.azure.management(ManagementLockClient).management_locks
    vault = stage.estate.home.backup_vault
    held = next(iter(locks.list_by_scope(vault, filter="atScope()")), None) or next(iter(locks.list_by_scope(vault)))
    locks.delete_by_scope(vault, held.name)
    return lambda: locks.create_or_update_by_scope(
        vault, held.name, ManagementLockObject(level=held.level, notes=held.notes)
    )


BAD, UNKNOWN, LEFT = Exit.BAD, Exit.COULD_NOT_VERIFY, Exit.CLEAN_UP_INCOMPLETE
AFTER = "point-in-time/damage"


def one(name: str, exit: Exit, says: str, harm: Any, at: str = AFTER, **more: Any) -> EstateFault:
    return EstateFault(name=name, exit=exit, says=says, harm=harm, at=at, **more)


def geo(name: str, says: str, harm: Any, **more: Any) -> EstateFault:
    return one(name, BAD, says, harm, at="geo-restore/damage", scenario="geo-restore", **more)


def dumped(name: str, says: str, harm: Any, **more: Any) -> EstateFault:
    return one(name, BAD, says, harm, at="long-term-dump/damage", scenario="long-term-dump", **more)


FAULTS = [
    one("a byte flipped in a backup's data", BAD, "restore failed", backup_file("data"), short=True),
    one("a byte flipped in a backup's manifest", BAD, "restore failed", backup_file("backup.manifest")),
    one("a byte flipped in the list of backups", BAD, "restore failed", backup_file("backup.info")),
    one("a byte flipped in archived WAL", BAD, "restore failed", backup_file("wal")),
    one("WAL missing at the end", BAD, "restore failed: .*recovery", lose_wal(-1), short=True),
    one("WAL missing in the middle", BAD, "restore failed: .*recovery", lose_wal(-2)),
    geo("WAL missing in the geo copy", "WAL segment .* is missing", lose_wal(-2, PRIMARY, COPY)),
    geo("a byte flipped in the geo copy", "restore failed", backup_file("data", COPY)),
    one("a disk that is full", UNKNOWN, "No space left on device", full_disk, root=True),
    one("a stale backup", BAD, "canaries are missing|can't be compared|none of this drill", moved(-3)),
    one("a copy beyond the target", BAD, "was written after the target", moved(+2)),
    one("tenants' rows swapped", BAD, r"digests: 2 of \d+ tables by tenant hold other rows",
        on_the_copy(SWAP, database="app"), at="point-in-time/open", short=True),
    one("row security taken off a table", BAD, "Rows of tenants are not separated in users",
        sql("alter table users disable row level security", "alter table users enable row level security"),
        at="manifest"),
    one("an application role that may sign in", BAD, "intruder may sign in",
        on_the_copy("create role intruder login"), at="point-in-time/open"),
    one("a customer's file missing", BAD, "1 blobs are missing", delete_blob),
    one("a customer's file changed", BAD, "0 blobs are missing and 1 changed", change_blob),
    one("the wrapping key disabled", BAD, "doesn't unwrap with", key("tenant-data", enabled=False)),
    one("a wrong key version", BAD, "keys_unwrap: The data key of tenant .* doesn't unwrap", other_key_version,
        at="manifest"),
    one("a data key of other bytes", BAD, "unwraps to 5 bytes, not 32", data_key_of_somebody_else, at="manifest"),
    one("the signing key disabled", UNKNOWN, "Key evidence is disabled", key("evidence", enabled=False),
        at="preflight", state="started"),
    one("the signing key expired", UNKNOWN, "Key evidence is expired",
        key("evidence", expires_on=datetime.now(UTC) - timedelta(days=1)), at="preflight", state="started"),
    one("the source stopped", UNKNOWN, "a drill starts from one that is Ready", stop_source,
        at="preflight", state="started"),
    one("canaries cut off", UNKNOWN, "Canaries stopped", end_writers, at="marks", state="started"),
    one("throttled for good (429)", UNKNOWN, "did not complete|Too many|429|throttl",
        plane(fault="429", method="PUT", type=SERVER, count=50)),
    one("server errors for good (500)", UNKNOWN, "error|failed|500",
        plane(fault="500", method="PUT", type=SERVER, count=50)),
    one("connections dropped for good", UNKNOWN, "Connection|aborted|disconnect",
        plane(fault="drop", method="PUT", type=SERVER, count=50, when="before")),
    one("a restore that Azure ends as failed", BAD, "The restore failed",
        plane(fault="operation-fails", method="PUT", type=SERVER)),
    one("quota used up", UNKNOWN, "QuotaExceeded", quota),
    one("deletion denied", LEFT, "ScopeLocked|locked", locked_copy, at="point-in-time/verify", clean=False),
    one("the evidence's account down", UNKNOWN, "evidence .* could not be (read|stored)", dead_storage,
        at="clean-up", clean=True),
    one("a replica that doesn't follow", BAD, "own_replica: .* has only come to", pause_replica, at="manifest",
        scenario="replica-promotion"),
    one("no origin outside the lost region", BAD, "has no origin outside", no_other_origin, at="preflight",
        state="started", scenario="region-loss"),
    dumped("a dump cut off", "did not come back|is not what it must be", stored_dump(cut, ".sealed")),
    dumped("a byte flipped in a dump", "did not come back|is not what it must be", stored_dump(turn, ".sealed")),
    dumped("a byte flipped in a dump's manifest", "is not what it must be", stored_dump(turn, "/manifest.json")),
    one("a damaged recovery point", BAD, "0 blobs are missing and 1 changed", vaulted_point,
        at="blobs-deleted/damage", scenario="blobs-deleted"),
    one("a resource changed behind the state", BAD, "would change something", drifted,
        at="state-lost/damage", scenario="state-lost"),
    one("a lock taken away", BAD, "No lock holds", unlocked, at="ransomware/damage", scenario="ransomware"),
]  # fmt: skip
