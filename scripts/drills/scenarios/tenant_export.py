"""One customer asks for its data as of a moment that has passed: a full backup, a side copy, one tenant out of it."""

from datetime import timedelta

from scripts.drills import tenant_copy
from scripts.drills.checks.canaries import canaries
from scripts.drills.checks.export_is_whole import export_is_whole
from scripts.drills.checks.integrity import integrity
from scripts.drills.checks.isolation import isolation
from scripts.drills.checks.nobody_else import nobody_else
from scripts.drills.drill import Drill, database_time
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.scenario import Cadence, Moment
from scripts.drills.scenarios.point_in_time import PointInTime, draw
from scripts.drills.steps import Steps
from scripts.drills.tenant_copy import TenantCopy


class TenantExport(PointInTime):
    """Nothing is harmed. The tenant is the drill's own where it made one, else one drawn from the seed.

    Its rows and files are written into one sealed file, read back and compared with the manifest; then every other
    tenant leaves the side copy, as before it is handed to whoever exports. The file is removed in the end.
    """

    name = "tenant-export"
    title = "One tenant out of a full backup"
    serves = ("BAK-1", "BAK-3", "DEL-4", "TEN-2")
    cadence, rpo, rto = Cadence.QUARTERLY, timedelta(minutes=5), timedelta(hours=2)
    order = 5
    checks = (isolation, canaries, integrity, export_is_whole, nobody_else)
    stores = ("database", "blobs", "keys")
    by_default = False

    def plan(self, drill: Drill) -> list[str]:
        restored = super().plan(drill)[-1]
        return ["destroy nothing", restored, "export one tenant's rows and files, sealed; compare; remove the others"]

    def damage(self, drill: Drill) -> Moment:
        with drill.connect_source() as connection:
            declared = database_time(connection)
        return Moment(declared_at=declared, target=draw(drill, declared))

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> TenantCopy:
        restored = super().recover(drill, moment, steps)
        tenants = sorted(restored.manifest.seen.key_versions)
        if not tenants:
            raise UnverifiedError("The manifest names no tenant that could be exported.")
        chosen = drill.tenant or drill.chance.choice(tenants)
        with steps.step("export", "one tenant into a sealed file", self.name) as note:
            copy = tenant_copy.export(restored, chosen)
            note.text = f"{copy.exported.rows} rows, {copy.exported.files} files"
        with steps.step("reduce", "every other tenant leaves the copy", self.name) as note:
            note.text = f"{tenant_copy.reduce(copy)} rows of others removed"
        return copy
