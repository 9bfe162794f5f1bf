"""Somebody with stolen rights goes for the backups first: every deletion and every shortening must be refused."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scripts.drills import attacks, vault_scenario
from scripts.drills.attacks import Attack, Attempt
from scripts.drills.check import Check, failed, passed
from scripts.drills.drill import Drill
from scripts.drills.resources import KINDS, short
from scripts.drills.scenario import Cadence, Moment, Scenario
from scripts.drills.steps import Steps
from scripts.drills.vault_scenario import KEY


@dataclass
class Withstood:
    drill: Drill
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def resource(self) -> str:
        return self.drill.source.backup_vault

    @property
    def reaches(self) -> datetime | None:
        """Nothing was lost, where every attempt was refused."""
        return datetime.now(UTC) if self.attempts and all(one.refused for one in self.attempts) else None


def attempts_are_refused(w: Withstood) -> Check:
    tried = {one.name: one.said for one in w.attempts}
    if got_through := [one for one in w.attempts if not one.refused]:
        names = "; ".join(f"{one.name} ({one.said})" for one in got_through)
        return failed(f"Not refused as it must be: {names}.", population=len(tried), actual=tried)
    return passed(f"{len(tried)} attempts were refused.", population=len(tried), actual=tried)


def locks_are_there(w: Withstood) -> Check:
    if missing := attacks.missing_locks(w.drill):
        return failed(f"No lock holds {missing[0].rsplit('/', 1)[1]}.", population=4, actual=missing)
    return passed("Server, storage, key vault and Backup vault are held by locks.", population=4)


def all_is_still_there(w: Withstood) -> Check:
    region, azure = w.drill.source, w.drill.azure
    wanted = {"server": region.server.id, "account": region.storage.id, "vault": region.vault.id,
              "backup-vault": region.backup_vault}  # fmt: skip
    for kind, id in wanted.items():
        KINDS[kind].get(azure, id)
    return passed(f"{len(wanted)} resources are there, asked one by one.", population=len(wanted))


class Ransomware(Scenario):
    """Attempts on the estate's own resources are made only where damage is allowed; everywhere on the drill's twins."""

    name = "ransomware"
    title = "Backups under attack"
    serves = ("BAK-5", "BAK-6", "ACC-1")
    cadence, rpo, rto = Cadence.QUARTERLY, timedelta(minutes=1), timedelta(minutes=30)
    order = 40
    method = "nothing may be lost: what was refused has lost nothing"
    checks = (attempts_are_refused, locks_are_there, all_is_still_there)
    stores = ("backups", "keys")
    needs_marks = False

    def region(self, drill: Drill) -> str:
        return drill.estate.primary

    def plan(self, drill: Drill) -> list[str]:
        where = "the estate and on twins" if drill.may_damage else "twins that the drill makes"
        return [f"try to delete backups and to shorten their retention, on {where}", "ask that all is still there"]

    def prepare(self, drill: Drill) -> str:
        self.vault = vault_scenario.make(drill, f"{short(drill.id)}kvx", self.region(drill))
        self.vault.keys.create_rsa_key(KEY, size=3072, hardware_protected=True)
        self.vault.keys.begin_delete_key(KEY).wait()
        self.backups = attacks.make_backup_vault(drill)
        return "a key vault and a Backup vault as twins"

    def damage(self, drill: Drill) -> Moment:
        return Moment(declared_at=datetime.now(UTC))

    def recovery_point(self, moment: Moment, last_canary: datetime) -> timedelta:
        return timedelta()

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Withstood:
        found: list[Attack] = [
            *attacks.on_a_vault(drill, self.vault, KEY),
            *attacks.on_a_backup_vault(drill, self.backups),
        ]
        # A lock that isn't there is found by reading; trying would delete.
        if drill.may_damage and not attacks.missing_locks(drill):
            found += attacks.on_the_estate(drill)
        with steps.step("attack", "trying to destroy the backups", self.name) as note:
            withstood = Withstood(drill, [attacks.run(one) for one in found])
            refused = sum(one.refused for one in withstood.attempts)
            note.text = f"{refused} of {len(found)} attempts refused"
        return withstood
