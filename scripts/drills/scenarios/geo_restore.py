"""The server, or its whole region, is lost: bring the data up in the paired region, as of the latest copied point."""

from datetime import UTC, datetime, timedelta

from azure.mgmt.postgresqlflexibleservers.models import CreateMode

from controls import residency
from scripts.drills import copies, source
from scripts.drills.checks import PHYSICAL
from scripts.drills.copies import Copy
from scripts.drills.drill import Drill, database_time
from scripts.drills.exit_codes import BackupError, RefusedError
from scripts.drills.scenario import Cadence, Moment
from scripts.drills.server_scenario import ServerScenario


class GeoRestore(ServerScenario):
    """Where damage is allowed the source is stopped, and stays so until both copies are verified; elsewhere it only
    counts as lost. Azure copies backups to the pair with up to an hour's delay and restores its latest point only.
    """

    name = "geo-restore"
    title = "Geo-restore into the paired region"
    serves = ("BAK-1", "BAK-3", "BAK-4", "RES-1", "RES-2", "RES-3")
    cadence, rpo, rto = Cadence.MONTHLY, timedelta(hours=1), timedelta(hours=4)
    settle = timedelta(hours=1)
    order = 90
    method = "loss of the server minus the time of the last canary in the copy"
    latest = True
    checks = PHYSICAL
    by_default = True

    def region(self, drill: Drill) -> str:
        return drill.target_region or residency.pair_of(drill.estate.primary) or ""

    def preflight(self, drill: Drill) -> str:
        if not source.is_geo_redundant(drill):
            name = drill.source.server.name
            raise BackupError(f"Backups of {name} are not geo-redundant, so nothing could be restored.")
        return ""

    def refuse(self, drill: Drill) -> None:
        region, pair = residency.normalise(self.region(drill)), residency.pair_of(drill.estate.primary)
        if region != pair:
            raise RefusedError(f"Region of {self.name} is {region}; Azure copies backups to {pair} and nowhere else.")

    def plan(self, drill: Drill) -> list[str]:
        harm = "stop the server" if drill.may_damage else "stop nothing; the server only counts as lost"
        return [harm, f"restore {drill.source.server.name} into {self.region(drill)} from the geo-redundant backup"]

    def damage(self, drill: Drill) -> Moment:
        assert drill.canaries
        drill.canaries.stop()
        with drill.connect_source() as connection:
            declared = database_time(connection)
        drill.look_again()
        if drill.may_damage:
            source.lose(drill)
        return Moment(declared_at=declared)

    def restore(self, drill: Drill, moment: Moment) -> Copy:
        # Azure wants a time here too, and takes none but the latest: an earlier one than is copied is refused.
        return copies.restore(drill, self.name, self.region(drill), CreateMode.GEO_RESTORE, datetime.now(UTC))

    def tenant_may_be_gone(self, last_canary: datetime, destroyed_at: datetime) -> bool:
        """The latest point may lie on either side of the destruction of rows; a canary a second tells which."""
        return last_canary >= destroyed_at - timedelta(seconds=2)
