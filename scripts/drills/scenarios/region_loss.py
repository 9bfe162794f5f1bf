"""A whole region is lost: its data come up in the other one, the edge sends users there, and there is a way back."""

from scripts.drills import changes, edge
from scripts.drills.checks.edge_follows import edge_follows
from scripts.drills.drill import Drill
from scripts.drills.exit_codes import BackupError, UnverifiedError
from scripts.drills.scenario import Cadence, Moment
from scripts.drills.scenarios.geo_restore import GeoRestore
from scripts.drills.steps import Steps
from scripts.drills.verification import Verification


class RegionLoss(GeoRestore):
    """The geo-restore, and the edge with it. Origins of the lost region are taken out only where damage is allowed;
    elsewhere the drill says which would be, and asks that enough would be left.
    """

    name = "region-loss"
    title = "Loss of a region, and the way back"
    serves = ("BAK-4", "RES-1", "RES-2", "RES-3")
    cadence = Cadence.QUARTERLY
    order = 91
    checks = (*GeoRestore.checks, edge_follows)
    stores = ("database", "edge")
    by_default = False

    def plan(self, drill: Drill) -> list[str]:
        lost = ", ".join(f"{one.group}/{one.name}" for one in edge.origins(drill) if one.region == drill.estate.primary)
        return [f"take the edge's origins {lost} out", *super().plan(drill), "put the origins back"]

    def preflight(self, drill: Drill) -> str:
        super().preflight(drill)
        found = edge.origins(drill)
        for group in {one.group for one in found}:
            if not [one for one in found if one.group == group and one.region != drill.estate.primary and one.enabled]:
                raise BackupError(f"Origin group {group} of the edge has no origin outside {drill.estate.primary}.")
        if not found:
            raise UnverifiedError("The edge has no origin, so nobody could be sent anywhere.")
        return f"{len(found)} origins at the edge"

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Verification:
        with steps.step("edge", "sending everybody to the other region", self.name) as note:
            lost = [one for one in edge.origins(drill) if one.region == drill.estate.primary and one.enabled]
            for origin in lost if drill.may_damage else ():
                changes.announce(drill, "origin", f"putting origin {origin.name} back", origin=vars(origin))
                edge.switch(drill, origin, "Disabled")
            note.text = f"{len(lost)} origins out"
        return super().recover(drill, moment, steps)

    def way_back(self, drill: Drill) -> str:
        back = changes.undone(drill)
        for change in back:
            changes.undo(drill, change)
        serving = [one.name for one in edge.origins(drill) if one.region == drill.estate.primary and one.enabled]
        if drill.may_damage and len(serving) < len(back):
            raise UnverifiedError(f"Only {len(serving)} of {len(back)} origins serve again.")
        return f"{len(serving)} origins of {drill.estate.primary} serve again"
