"""Data of months ago are asked for: the oldest dump, one of any day, and the newest come back into a new server."""

from datetime import timedelta

from azure.mgmt.postgresqlflexibleservers import models as postgres

from scripts.backup import restore, store
from scripts.backup.archive import ArchiveError
from scripts.drills import checks, copies, dumps
from scripts.drills.copies import Copy
from scripts.drills.drill import Drill, database_time
from scripts.drills.dump_copy import DumpCopies, DumpCopy, of_each
from scripts.drills.exit_codes import BackupError
from scripts.drills.scenario import Cadence, Moment
from scripts.drills.server_scenario import ServerScenario
from scripts.drills.steps import Steps

ANY = "postgres"  # the database that every server has


class LongTermDump(ServerScenario):
    """Each goes into a database of its own on an empty server, and is compared with the manifest taken in the very
    snapshot that was dumped. Where the environment is too young for dumps of six months, a history is simulated.
    """

    name = "long-term-dump"
    title = "Restore from the long-term dumps"
    serves = ("BAK-1", "BAK-2", "BAK-3", "BAK-5")
    cadence, rpo, rto = Cadence.MONTHLY, timedelta(hours=26), timedelta(hours=8)
    order = 30
    continues = False  # a dump that came back half can't come back again into the same database
    method = "disaster minus the snapshot of the newest dump"
    checks = (
        of_each(checks.isolation, "newest"),
        of_each(checks.counts),
        of_each(checks.digests),
        of_each(checks.structure),
        of_each(checks.row_security),
        of_each(checks.sequences),
        of_each(checks.foreign_keys),
        of_each(checks.integrity),
        of_each(checks.keys_unwrap),
        of_each(checks.blobs_match, "newest"),
        of_each(checks.no_deleted_tenant),
        of_each(checks.no_deleted_person),
    )

    def region(self, drill: Drill) -> str:
        return drill.estate.primary

    def plan(self, drill: Drill) -> list[str]:
        history = "dump as of long ago, of some day and of now, if the estate's dumps are too young"
        return [history, "make an empty server", f"restore the oldest, one drawn from seed {drill.seed}, the newest"]

    def preflight(self, drill: Drill) -> str:
        if not drill.may_damage and dumps.age(drill) < dumps.KEPT:
            raise BackupError(f"The oldest dump is {dumps.age(drill).days} days old; {dumps.KEPT.days} are promised.")
        return f"dumps reach back {dumps.age(drill).days} days"

    def prepare(self, drill: Drill) -> str:
        if dumps.age(drill) >= dumps.KEPT:
            return "the estate's own dumps are old enough"
        return f"{dumps.simulate(drill)} dumps of a simulated history"

    def damage(self, drill: Drill) -> Moment:
        with drill.connect_source() as connection:
            return Moment(declared_at=database_time(connection))

    def restore(self, drill: Drill, moment: Moment) -> Copy:
        return copies.empty(drill, self.name, self.region(drill))

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> DumpCopies:  # ty: ignore[incompatible-method-override]
        with steps.step("server", "an empty server", self.name) as note:
            copy = self.restore(drill, moment)
            note.text = f"{copy.name} in {copy.region}"
        copy, exposure = self.open(drill, copy, steps, ANY)
        found = DumpCopies()
        for which, dump in dumps.chosen(drill).items():
            with steps.step(f"restore-{which}", f"the {which} dump", self.name) as note:
                self._database(drill, copy, which)
                try:
                    restore.restore(
                        drill.azure, dumps.of(drill), dump,
                        fqdn=copy.fqdn, database=which, user=drill.source.administrator, address=copy.address,
                    )  # fmt: skip
                except (store.DumpError, ArchiveError) as error:
                    raise BackupError(f"The {which} dump {dump.id} did not come back: {error}") from None
                found.parts[which] = DumpCopy(
                    drill=drill, scenario=self, copy=copy, moment=moment, exposure=exposure,
                    database=which, of_dump=dump.manifest,
                )  # fmt: skip
                note.text = f"{dump.id}: {sum(dump.rows.values())} rows"
        return found

    def _database(self, drill: Drill, copy: Copy, name: str) -> None:
        like = drill.azure.postgres.databases.get(drill.source.group, drill.source.server.name, drill.source.database)
        body = postgres.Database(properties=postgres.DatabaseProperties(
            charset=like.properties.charset if like.properties else None,
            collation=like.properties.collation if like.properties else None,
        ))  # fmt: skip
        copies.finish(drill, drill.azure.postgres.databases.begin_create(copy.group, copy.name, name, body), "database")
