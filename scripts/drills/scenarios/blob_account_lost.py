"""The whole storage account is gone, and its region's with it: every file comes back in the other region."""

from datetime import timedelta

from controls import residency
from scripts.drills.checks.blobs import BLOBS
from scripts.drills.drill import Drill
from scripts.drills.lost_container import LostContainer
from scripts.drills.scenario import Cadence


class BlobAccountLost(LostContainer):
    """Nothing is deleted: the account counts as lost, and is asked for nothing. The new one is made in the pair."""

    name = "blob-account-lost"
    title = "Loss of the storage account"
    serves = ("BAK-1", "BAK-3", "BAK-4", "RES-2", "RES-3")
    cadence, rpo, rto = Cadence.QUARTERLY, timedelta(days=1), timedelta(hours=8)
    order = 23
    suffix = "sta"
    checks = BLOBS

    def region(self, drill: Drill) -> str:
        return drill.target_region or residency.pair_of(drill.estate.primary) or ""

    def plan(self, drill: Drill) -> list[str]:
        return ["copy the container into the vault", "count its account as lost", f"restore into {self.region(drill)}"]
