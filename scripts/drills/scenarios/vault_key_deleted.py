"""Somebody deletes the key that wraps every data key: it can't be purged, and comes back with all its versions."""

from datetime import timedelta

from scripts.drills.checks.vault import VAULT
from scripts.drills.drill import Drill
from scripts.drills.scenario import Cadence, Moment, Subject
from scripts.drills.steps import Steps
from scripts.drills.vault_scenario import KEY, VaultScenario, until_gone


class VaultKeyDeleted(VaultScenario):
    """Deleted in a vault of the drill's own, with the settings of the estate's."""

    name = "vault-key-deleted"
    title = "A key deleted and recovered"
    serves = ("BAK-3", "ENC-3")
    cadence, rpo, rto = Cadence.MONTHLY, timedelta(minutes=5), timedelta(minutes=15)
    suffix = "kvk"
    checks = VAULT

    def plan(self, drill: Drill) -> list[str]:
        return ["make a vault like the estate's", "delete a key, try to purge it", "recover it, unwrap with it"]

    def lose(self, drill: Drill) -> None:
        self.made.keys.begin_delete_key(KEY).wait()
        until_gone(drill, lambda: self.made.keys.get_key(KEY))

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Subject:
        with steps.step("purge", "trying to purge it", self.name) as note:
            refused = self.refused_purge(lambda: self.made.keys.purge_deleted_key(KEY))
            note.text = refused
        with steps.step("recover", "recovering the key", self.name):
            self.made.keys.begin_recover_deleted_key(KEY).wait()
        return self.recovered(drill, purge=refused)
