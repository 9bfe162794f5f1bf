"""A tenant's files were overwritten, as an encrypting intruder does: back by their versions, else from the vault."""

from datetime import timedelta

from azure.storage.blob import ContainerClient

from scripts.drills.checks.blobs import BLOBS
from scripts.drills.drill import Drill
from scripts.drills.lost_blobs import LostBlobs
from scripts.drills.scenario import Cadence


class BlobsOverwritten(LostBlobs):
    """The files are those of a tenant that the drill made, in the estate's own container."""

    name = "blobs-overwritten"
    title = "Overwritten files"
    serves = ("BAK-1", "BAK-3")
    cadence, rpo, rto = Cadence.MONTHLY, timedelta(minutes=15), timedelta(hours=1)
    order = 21
    suffix = "sto"
    checks = BLOBS

    def plan(self, drill: Drill) -> list[str]:
        return [
            "copy the container into the vault",
            "overwrite the drill tenant's files",
            "go back a version, or restore",
        ]

    def harm(self, container: ContainerClient, names: list[str]) -> None:
        for name in names:
            container.upload_blob(name, b"overwritten by a drill", overwrite=True)

    def undo(self, container: ContainerClient, name: str) -> None:
        """The youngest version that isn't the current one becomes the current one."""
        versions = [
            one for one in container.list_blobs(name_starts_with=name, include=["versions"])
            if one.name == name and one.version_id and not one.is_current_version
        ]  # fmt: skip
        if versions:
            old = max(versions, key=lambda one: one.version_id)
            content = container.get_blob_client(name, version_id=old.version_id).download_blob().readall()
            container.upload_blob(name, content, overwrite=True)
