"""Which dead drill can be gone on with, and why another can't: then it is cleaned up after, and begun anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scripts.drills import kept
from scripts.drills.exit_codes import Exit, UnverifiedError
from scripts.drills.journal import unfinished
from scripts.errors import UserError

if TYPE_CHECKING:
    from scripts.azure import Azure
    from scripts.drills.drill import Drill
    from scripts.drills.scenario import Scenario
    from scripts.estate import Estate

UNDOING = ("gone", "started", "tenant-gone")  # entries of a clean-up


def dead(estate: Estate, azure: Azure, id: str | None) -> Drill:
    """The dead drill of this id, else the newest one of this estate. UserError where there is none."""
    from scripts.drills.drill import Drill, reports

    found = None
    for journal in unfinished(reports()):
        begun = (journal.of("begin") or [{}])[0]
        if begun.get("subscription") == estate.subscription and id in (None, begun["drill"]):
            found = Drill(
                begun["drill"], estate, azure, journal, seed=begun["seed"],
                target_region=begun.get("targetRegion"), canary_seconds=begun.get("canarySeconds", 15),
            )  # fmt: skip
    if not found:
        which = f"Drill {id} is not one that died" if id else "No drill of this environment has died"
        raise UserError(
            f"{which}, so there is nothing to resume; `cordon drill run` begins one.", exit_code=Exit.REFUSED
        )
    return found


def scenarios_of(drill: Drill, known: Mapping[str, Scenario]) -> list[Scenario]:
    return [one for name, one in known.items() if name in drill.journal.of("begin")[0]["scenarios"]]


def why_not(drill: Drill, scenarios: list[Scenario]) -> str | None:
    """Why the drill can't be continued, as a clause; None where it can."""
    try:
        over = kept.disasters(drill)
        if not over or len(over.disasters) < len(scenarios):
            return "it died before its disaster was over, and what wrote its canaries died with it"
        open_ones = [one for one in scenarios if not kept.result(drill, one.name)]
    except (UnverifiedError, OSError, ValueError) as error:
        return str(error).rstrip(".")
    if open_ones and any(drill.journal.of(kind) for kind in UNDOING):
        return f"{open_ones[0].name} was not over when its clean-up began"
    if held := [one.name for one in open_ones if not one.continues]:
        return f"what {held[0]} had lost was known to the dead process alone"
    return None
