"""A cell in a stack of its own: its preview costs what the cell costs, however many there are beside it."""

from components.base import Place
from components.cell import Cell, CellArgs
from components.data_tier import Dumps
from components.database import Administrator
from components.existing import shared
from components.naming import Names, unique_suffix
from controls import residency
from stacks.caller import Caller
from stacks.outputs_data import Outputs, data_outputs
from stacks.settings_cell import CellSettings
from stacks.sizes import sizes


def make(given: CellSettings, caller: Caller) -> Cell:
    """The cell that the settings choose, in the region that its environment's stack has made."""
    chosen, settings = given.cell, given.settings
    place = Place(
        names=Names(chosen.environment, unique_suffix(caller.subscription, chosen.environment, settings.generation)),
        owner=settings.owner,
        subscription=caller.subscription,
        group="",
        region=residency.region(chosen.region),
    )
    there, backup = shared(place), settings.backup
    return Cell(
        f"{residency.region(chosen.region).code}-{chosen.name}",
        CellArgs(
            place=place,
            cell=chosen.name,
            tenant=caller.tenant,
            operator=settings.administrator.object_id or caller.object_id,
            administrator=Administrator(
                name=settings.administrator.name,
                object_id=settings.administrator.object_id or caller.object_id,
                tenant=caller.tenant,
            ),
            link=there.link,
            workspace=there.workspace,
            sizes=sizes(settings, chosen.region),
            dumps=Dumps(environment=there.jobs, image=backup.image, hour=backup.dump_hour) if backup.image else None,
        ),
    )


def outputs(given: CellSettings, cell: Cell) -> Outputs:
    """What the cell's stack says of itself: names and ids only, never a secret."""
    return {
        "environment": given.cell.environment,
        "region": given.cell.region,
        "cell": given.cell.name,
        **data_outputs(cell.data, given.settings.administrator.name),
    }
