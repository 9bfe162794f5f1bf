"""Somebody deletes a whole vault: it can't be purged, and comes back with everything that was in it."""

from datetime import timedelta

from azure.mgmt.keyvault import models as keyvault

from scripts.drills import vault_scenario
from scripts.drills.checks.vault import VAULT
from scripts.drills.drill import Drill
from scripts.drills.resources import group_of, name_of, vaults
from scripts.drills.scenario import Cadence, Moment, Subject
from scripts.drills.steps import Steps
from scripts.drills.vault_scenario import VaultScenario, until_gone


class VaultDeleted(VaultScenario):
    """A vault of the drill's own. Its endpoint and its roles don't come back with it: they are made again."""

    name = "vault-deleted"
    title = "A whole vault deleted and recovered"
    serves = ("BAK-3", "BAK-4", "ENC-3")
    cadence, rpo, rto = Cadence.QUARTERLY, timedelta(minutes=5), timedelta(minutes=30)
    suffix = "kvv"
    checks = VAULT

    def plan(self, drill: Drill) -> list[str]:
        return [
            "make a vault like the estate's",
            "delete it, try to purge it",
            "recover it, with its endpoint and roles",
        ]

    def lose(self, drill: Drill) -> None:
        group, name = group_of(self.made.id), name_of(self.made.id)
        self.like = vaults(drill.azure).get(group, name).properties
        vaults(drill.azure).delete(group, name)
        until_gone(drill, lambda: vaults(drill.azure).get(group, name))

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Subject:
        name, region = name_of(self.made.id), self.made.region
        with steps.step("purge", "trying to purge it", self.name) as note:
            refused = self.refused_purge(lambda: vaults(drill.azure).begin_purge_deleted(name, region).result())
            note.text = refused
        with steps.step("recover", "recovering the vault", self.name):
            vault_scenario.put(drill, self.made, self.like, keyvault.CreateMode.RECOVER)
        with steps.step("open", "its endpoint and its roles again", self.name):
            vault_scenario.reach(drill, self.made)
        return self.recovered(drill, purge=refused)
