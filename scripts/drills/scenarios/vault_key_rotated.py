"""A key is rotated after it was backed up, then lost: what was wrapped before and after must both open again."""

from datetime import timedelta

from azure.core.exceptions import HttpResponseError

from controls import residency
from scripts.drills import vault_scenario
from scripts.drills.check import Check, failed, passed
from scripts.drills.checks.vault import VAULT
from scripts.drills.drill import Drill
from scripts.drills.resources import short
from scripts.drills.scenario import Cadence, Moment, Subject
from scripts.drills.steps import Steps
from scripts.drills.vault_scenario import KEY, Recovered, VaultScenario, until_gone


def backup_opens_what_it_saw(r: Recovered) -> Check:
    """The backup, restored in the other region, opens what was wrapped before it and nothing that came after."""
    old, new = r.vault.wrapped[0], r.vault.wrapped[1]
    other, restored = r.also["other"], r.also["restored"]
    if not other.opens(old, key_id=str(restored.id)):
        return failed("The key restored from its backup does not open what it had wrapped.", population=2)
    if (versions := other.versions()) != [str(restored.properties.version)]:
        return failed(f"The backup has {len(versions)} versions; it was taken of one.", population=2)
    try:
        opened = other.opens(new, key_id=str(restored.id))
    except HttpResponseError:
        opened = False
    if opened:
        return failed("A backup taken before the rotation opens what the new version wrapped.", population=2)
    return passed("The backup opens what was wrapped before it; for the rest soft delete is needed.", population=2)


class VaultKeyRotated(VaultScenario):
    """The backup of a key holds the versions of its day. So recovery goes by soft delete, which holds all, and the
    backup is restored beside it, in the other region, to see what it is worth.
    """

    name = "vault-key-rotated"
    title = "A key rotated between backup and restore"
    serves = ("BAK-3", "ENC-3", "RES-3")
    cadence, rpo, rto = Cadence.QUARTERLY, timedelta(minutes=5), timedelta(minutes=30)
    suffix = "kvr"
    checks = (*VAULT, backup_opens_what_it_saw)

    def plan(self, drill: Drill) -> list[str]:
        return [
            "wrap, back the key up, rotate, wrap again",
            "delete the key",
            "recover it; restore the backup elsewhere",
        ]

    def before_damage(self, drill: Drill) -> None:
        self.backup = self.made.keys.backup_key(KEY)
        self.made.keys.rotate_key(KEY)
        self.made.wrap()

    def lose(self, drill: Drill) -> None:
        self.made.keys.begin_delete_key(KEY).wait()
        until_gone(drill, lambda: self.made.keys.get_key(KEY))

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Subject:
        with steps.step("purge", "trying to purge it", self.name) as note:
            refused = self.refused_purge(lambda: self.made.keys.purge_deleted_key(KEY))
            note.text = refused
        with steps.step("recover", "recovering the key", self.name):
            self.made.keys.begin_recover_deleted_key(KEY).wait()
        with steps.step("restore", "restoring the backup in the other region", self.name):
            pair = residency.pair_of(drill.estate.primary) or ""
            other = vault_scenario.make(drill, f"{short(drill.id)}kvp", pair)
            restored = other.keys.restore_key_backup(self.backup)
        return self.recovered(drill, purge=refused, other=other, restored=restored)
