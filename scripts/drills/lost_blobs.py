"""Blobs of the drill's own tenant are lost and come back in place: by Azure's own undo, else from the vault."""

from __future__ import annotations

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.storage.blob import ContainerClient

from scripts.drills import accounts, grants, tenant, vaulted
from scripts.drills.blob_scenario import BlobScenario, RecoveredBlobs, fetch, states
from scripts.drills.drill import Drill, database_time
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.resources import short
from scripts.drills.scenario import Moment
from scripts.drills.steps import Steps


class LostBlobs(BlobScenario):
    """A subclass harms the blobs and knows Azure's way to undo that. Whether it was undone, the hashes say.

    Where the undo brings nothing back, the vaulted copy does, by way of an account of the drill's own.
    """

    def harm(self, container: ContainerClient, names: list[str]) -> None:
        raise NotImplementedError

    def undo(self, container: ContainerClient, name: str) -> None:
        raise NotImplementedError

    def lost(self) -> dict[str, str]:
        return {name: self.before.inventory[name] for name in self.before.own()}

    def damage(self, drill: Drill) -> Moment:
        if not drill.may_damage or not drill.tenant:
            raise UnverifiedError("Blobs are lost only of a tenant that the drill made, and it may make none here.")
        with drill.connect_source() as connection:
            declared = database_time(connection)
        container, names = tenant.content(drill), self.before.own()
        self.harm(container, names)
        if right := states(container, self.lost())["right"]:
            raise UnverifiedError(f"{len(right)} blobs were not harmed, so nothing would be proven.")
        return Moment(declared_at=declared)

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> RecoveredBlobs:
        container, expected = tenant.content(drill), self.lost()
        with steps.step("undo", "by versions and soft delete", self.name) as note:
            for name in expected:
                try:
                    self.undo(container, name)
                except (HttpResponseError, ResourceNotFoundError):
                    continue  # what is back is asked below, once, for all
            left = states(container, expected)
            note.text = f"{len(left['right'])} of {len(expected)} are back"
        missing, how = [*left["missing"], *left["changed"]], "versions and soft delete"
        resource = drill.source.storage.id
        if missing:
            how = "vaulted backup"
            with steps.step("restore", "from the vault into another account", self.name) as note:
                account = accounts.make(drill, f"{short(drill.id)}{self.suffix}", self.region(drill))
                grants.grant(drill, account.id, grants.BACKUP, vaulted.identity(drill))
                content = drill.source.storage.content
                vaulted.restore(drill, self.point, account.id, account.region, content, [f"{drill.tenant}/"])
                note.text = account.name
            with steps.step("put-back", "back into the container", self.name) as note:
                source = accounts.container(drill, account, content)
                grants.in_force(drill, lambda: next(iter(source.list_blobs()), None))
                note.text = f"{fetch(source, container, missing)} blobs"
        return RecoveredBlobs(drill, self, self.before, container, expected, resource, {"how": how})
