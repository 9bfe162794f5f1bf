"""The primary is gone for good: a replica that followed it in the other region becomes the server."""

from datetime import timedelta

from azure.mgmt.postgresqlflexibleservers.models import ServerState

from controls import residency
from scripts.drills import copies, source
from scripts.drills.checks import PHYSICAL
from scripts.drills.checks.own_replica import own_replica
from scripts.drills.copies import Copy
from scripts.drills.drill import Drill, database_time
from scripts.drills.exit_codes import BackupError
from scripts.drills.scenario import Cadence, Moment
from scripts.drills.server_scenario import ServerScenario


class ReplicaPromotion(ServerScenario):
    """The drill makes a replica of its own, because a promotion can't be taken back: the estate's goes on following.

    The estate's own is asked all the same how far it follows. Promotion is forced, as it must be without a primary:
    what had not been streamed is lost, and that is the recovery point.
    """

    name = "replica-promotion"
    title = "Promotion of a replica in the paired region"
    serves = ("BAK-4", "RES-1", "RES-2")
    cadence, rpo, rto = Cadence.MONTHLY, timedelta(minutes=5), timedelta(minutes=30)
    order = 80
    method = "loss of the primary minus the time of the last canary in the promoted replica"
    latest = True
    checks = (*PHYSICAL, own_replica)

    def region(self, drill: Drill) -> str:
        return drill.target_region or residency.pair_of(drill.estate.primary) or ""

    def plan(self, drill: Drill) -> list[str]:
        harm = "stop the primary" if drill.may_damage else "stop nothing; the primary only counts as lost"
        return [f"make a replica of {drill.source.server.name} in {self.region(drill)}", harm, "promote it, forced"]

    def preflight(self, drill: Drill) -> str:
        replica = drill.source.replica
        if not replica:
            raise BackupError(f"Server {drill.source.server.name} has no replica in another region.")
        group = drill.estate.regions[self.region(drill)].group
        facts = drill.azure.postgres.servers.get(group, replica.name).properties
        if not facts or facts.state != ServerState.READY:
            raise BackupError(f"Replica {replica.name} is {facts.state if facts else 'unknown'}; it must be Ready.")
        return f"replica {replica.name} is Ready"

    def prepare(self, drill: Drill) -> str:
        copy = copies.follow(drill, self.name, self.region(drill))
        return f"{copy.name} follows in {copy.region}"

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
        return copies.promote(drill, self.name, self.region(drill))

    def tenant_may_be_gone(self, last_canary: object, destroyed_at: object) -> bool:
        """Whatever was destroyed on the primary was destroyed on its replica too."""
        return True
