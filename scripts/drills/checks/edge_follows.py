"""Front Door sends nobody into the lost region, and every origin group still has somewhere to send them."""

from scripts.drills import edge
from scripts.drills.check import Check, failed, passed
from scripts.drills.verification import Verification


def edge_follows(v: Verification) -> Check:
    lost, found = v.drill.estate.primary, edge.origins(v.drill)
    groups = {one.group: [each for each in found if each.group == one.group] for one in found}
    for group, origins in groups.items():
        serving = [one for one in origins if one.enabled]
        if v.drill.may_damage and (still := [one.name for one in serving if one.region == lost]):
            return failed(f"Origin {still[0]} of {group} still leads into {lost}.", population=len(found))
        if not [one for one in serving if one.region != lost]:
            return failed(f"Origin group {group} has no origin outside {lost}.", population=len(found))
    return passed(f"{len(groups)} origin groups serve from outside {lost}.", population=len(found))
