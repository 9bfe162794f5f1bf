"""The content container is gone: every file comes back out of the vault."""

from datetime import timedelta

from scripts.drills.checks.blobs import BLOBS
from scripts.drills.drill import Drill
from scripts.drills.lost_container import LostContainer
from scripts.drills.scenario import Cadence


class BlobContainerLost(LostContainer):
    """Nothing is deleted: the container counts as lost, and is asked for nothing."""

    name = "blob-container-lost"
    title = "Loss of the content container"
    serves = ("BAK-1", "BAK-3", "RES-3")
    cadence, rpo, rto = Cadence.MONTHLY, timedelta(days=1), timedelta(hours=4)
    order = 22
    suffix = "stc"
    checks = BLOBS

    def plan(self, drill: Drill) -> list[str]:
        return ["copy the container into the vault", "count it as lost", f"restore it all in {self.region(drill)}"]
