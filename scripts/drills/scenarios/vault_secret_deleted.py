"""Somebody deletes a secret: it can't be purged, and comes back with its versions."""

from datetime import timedelta

from scripts.drills.checks.vault import VAULT
from scripts.drills.drill import Drill
from scripts.drills.scenario import Cadence, Moment, Subject
from scripts.drills.steps import Steps
from scripts.drills.vault_scenario import SECRET, VaultScenario, until_gone


class VaultSecretDeleted(VaultScenario):
    """Deleted in a vault of the drill's own, with the settings of the estate's."""

    name = "vault-secret-deleted"
    title = "A secret deleted and recovered"
    serves = ("BAK-3", "SDL-6")
    cadence, rpo, rto = Cadence.MONTHLY, timedelta(minutes=5), timedelta(minutes=15)
    suffix = "kvs"
    checks = VAULT

    def plan(self, drill: Drill) -> list[str]:
        return ["make a vault like the estate's", "delete a secret, try to purge it", "recover it"]

    def lose(self, drill: Drill) -> None:
        self.made.secrets.begin_delete_secret(SECRET).wait()
        until_gone(drill, lambda: self.made.secrets.get_secret(SECRET))

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Subject:
        with steps.step("purge", "trying to purge it", self.name) as note:
            refused = self.refused_purge(lambda: self.made.secrets.purge_deleted_secret(SECRET))
            note.text = refused
        with steps.step("recover", "recovering the secret", self.name):
            self.made.secrets.begin_recover_deleted_secret(SECRET).wait()
        return self.recovered(drill, purge=refused)
