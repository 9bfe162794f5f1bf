"""All blobs are lost at once: they come back out of the vault into an account that nobody else reaches.

The container is customers', so nothing is deleted: it counts as lost and isn't asked for anything.
"""

from __future__ import annotations

from datetime import UTC, datetime

from scripts.drills import accounts, grants, vaulted
from scripts.drills.blob_scenario import BlobScenario, RecoveredBlobs
from scripts.drills.drill import Drill
from scripts.drills.resources import short
from scripts.drills.scenario import Moment
from scripts.drills.steps import Steps


class LostContainer(BlobScenario):
    def damage(self, drill: Drill) -> Moment:
        return Moment(declared_at=datetime.now(UTC))

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> RecoveredBlobs:
        content = drill.source.storage.content
        with steps.step("account", "an account to come back into", self.name) as note:
            account = accounts.make(drill, f"{short(drill.id)}{self.suffix}", self.region(drill))
            grants.grant(drill, account.id, grants.BACKUP, vaulted.identity(drill))
            note.text = f"{account.name} in {account.region}"
        with steps.step("restore", "from the vault", self.name):
            vaulted.restore(drill, self.point, account.id, account.region, content)
        container = accounts.container(drill, account, content)
        with steps.step("open", "reading it", self.name):
            grants.in_force(drill, lambda: next(iter(container.list_blobs()), None))
        also = {"how": "vaulted backup", "account": account}
        return RecoveredBlobs(drill, self, self.before, container, self.before.inventory, account.id, also)
