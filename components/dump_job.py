"""The daily encrypted dump of one database: a scheduled container that may do this and nothing else."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization

from components import images
from components.base import Component, Place
from components.database import DATABASE, Database
from components.naming import Kind
from components.roles import Role
from components.scheduled_job import Container, Schedule, job_identity, scheduled_job
from components.storage import BACKUPS, Storage
from components.vault import BACKUP_KEY, SIGNING_KEY, Vault

LONGEST = 4 * 3600  # seconds; then the run counts as failed
TRIES = 2  # more after a failed one
COMMAND = ["cordon", "dump", "run"]


@dataclass(frozen=True, kw_only=True)
class DumpJobArgs:
    """`environment`: id of the container environment. `image` holds `cordon` and PostgreSQL's client tools.

    `hour`: of the day, UTC, at which the job starts.
    """

    place: Place
    environment: pulumi.Input[str]
    image: str
    vault: Vault
    storage: Storage
    database: Database
    hour: int = 3

    def __post_init__(self) -> None:
        images.check(self.image)
        if not 0 <= self.hour <= 23:
            raise ValueError(f"hour {self.hour} is not allowed; allowed are 0 to 23 (UTC).")


class DumpJob(Component):
    """Serves BAK-1 BAK-2 BAK-5 RES-3 ACC-4.

    Outputs: `job_id`; `identity`, the identity's name, which is its role in the database, and `principal_id`.

    >>> dumps = DumpJob("dump-ne", DumpJobArgs(
    ...     place=place, environment=jobs, image=image, vault=vault, storage=blobs, database=database))
    """

    def __init__(self, name: str, args: DumpJobArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        self.identity = args.place.name(Kind.IDENTITY, "dump")
        identity = job_identity(self, "dump")
        self.principal_id = identity.principal_id
        container = Container(
            image=args.image,
            command=COMMAND,
            settings={"CORDON_DUMP": _source(args, self.identity)},
            cpu=1.0,
            memory="2Gi",
        )
        schedule = Schedule(cron=f"0 {args.hour} * * *", longest=LONGEST, tries=TRIES)
        job = scheduled_job(self, "dump", args.environment, identity, container, schedule, self._grants(args))
        self.job_id = job.id
        self.register_outputs({"jobId": job.id})

    def _grants(self, args: DumpJobArgs) -> list[pulumi.Resource]:
        """One container, two keys. What it may read in the database is said there, by `cordon dump admit`."""
        kind, vault = authorization.PrincipalType.SERVICE_PRINCIPAL, args.vault
        return [
            self.grant(role, self.principal_id, kind, scope, what)
            for role, scope, what in (
                (Role.STORAGE_BLOB_DATA_CONTRIBUTOR, args.storage.backups_id, "may-write"),
                (Role.KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER, vault.keys[BACKUP_KEY], "may-wrap"),
                (Role.KEY_VAULT_CRYPTO_USER, vault.keys[SIGNING_KEY], "may-sign"),  # the narrowest that may sign
            )
        ]


def _source(args: DumpJobArgs, role: str) -> pulumi.Output[str]:
    """What `scripts.backup.source.Source` reads: names and ids."""
    vault, server = args.vault, args.database
    return pulumi.Output.json_dumps(
        {
            "environment": args.place.names.environment,
            "region": args.place.location,
            "server": {"id": server.server_id, "name": server.server_name, "fqdn": server.fqdn},
            "database": DATABASE,
            "role": role,
            "vault": {"id": vault.vault_id, "name": vault.vault_name, "uri": vault.uri},
            "signingKey": SIGNING_KEY,
            "backups": {"blobUrl": args.storage.blob_url, "container": BACKUPS, "key": BACKUP_KEY},
        }
    )
