"""A tenant's rows were destroyed at a known moment: bring the server back to just before it, in its own region."""

from datetime import datetime, timedelta

from azure.mgmt.postgresqlflexibleservers.models import CreateMode

from scripts.drills import canaries, copies, tenant
from scripts.drills.checks import PHYSICAL
from scripts.drills.copies import Copy
from scripts.drills.drill import Drill, database_time
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.scenario import Cadence, Moment
from scripts.drills.server_scenario import ServerScenario


class PointInTime(ServerScenario):
    """The rows are those of a tenant that the drill made, destroyed by one transaction on the estate's own server.

    So the backup that is proven is the estate's own, and no customer's row is ever at risk: theirs are compared as
    well. Where damage isn't allowed nothing is destroyed, and the chosen time alone stands for the disaster.
    """

    name = "point-in-time"
    title = "Point-in-time restore in the region"
    serves = ("BAK-1", "BAK-3")
    cadence, rpo, rto = Cadence.WEEKLY, timedelta(minutes=5), timedelta(minutes=30)
    order = 10
    method = "recovery target minus the time of the last canary in the copy"
    checks = PHYSICAL
    by_default = True

    def region(self, drill: Drill) -> str:
        return drill.estate.primary

    def plan(self, drill: Drill) -> list[str]:
        harm = (
            "destroy the drill tenant's rows"
            if drill.may_damage
            else "destroy nothing; the chosen time stands for the disaster"
        )
        return [
            harm,
            f"restore {drill.source.server.name} into {self.region(drill)} to a second drawn from seed {drill.seed}",
        ]

    def damage(self, drill: Drill) -> Moment:
        with drill.connect_source() as connection:
            declared = tenant.destroy_rows(drill, connection) if drill.tenant else database_time(connection)
        return Moment(declared_at=declared, target=draw(drill, declared))

    def restore(self, drill: Drill, moment: Moment) -> Copy:
        assert moment.target
        return copies.restore(drill, self.name, self.region(drill), CreateMode.POINT_IN_TIME_RESTORE, moment.target)


def draw(drill: Drill, before: datetime) -> datetime:
    """A second between the manifest and `before`, drawn from the seed."""
    assert drill.manifest
    assert drill.canaries
    choices = canaries.targets(drill.canaries.log, not_before=drill.manifest.seen.taken_at, before=before)
    if not choices:
        reason = drill.canaries.failure or "too few canaries were written"
        raise UnverifiedError(f"There is no second between manifest and disaster to recover to: {reason}.")
    return drill.chance.choice(choices)
