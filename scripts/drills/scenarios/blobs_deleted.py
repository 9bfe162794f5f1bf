"""A tenant's files were deleted: back by soft delete, else from the vault."""

from datetime import timedelta

from azure.storage.blob import ContainerClient

from scripts.drills.checks.blobs import BLOBS
from scripts.drills.drill import Drill
from scripts.drills.lost_blobs import LostBlobs
from scripts.drills.scenario import Cadence


class BlobsDeleted(LostBlobs):
    """The files are those of a tenant that the drill made, in the estate's own container."""

    name = "blobs-deleted"
    title = "Deleted files"
    serves = ("BAK-1", "BAK-3")
    cadence, rpo, rto = Cadence.MONTHLY, timedelta(minutes=15), timedelta(hours=1)
    order = 20
    suffix = "std"
    checks = BLOBS

    def plan(self, drill: Drill) -> list[str]:
        return ["copy the container into the vault", "delete the drill tenant's files", "undelete, else restore"]

    def harm(self, container: ContainerClient, names: list[str]) -> None:
        for name in names:
            container.delete_blob(name)

    def undo(self, container: ContainerClient, name: str) -> None:
        container.get_blob_client(name).undelete_blob()
