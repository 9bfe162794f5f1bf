"""Every canary up to the recovered point is there, genuine and in order, and none from after the target."""

from scripts.drills.check import Check, failed, passed
from scripts.drills.verification import Verification


def canaries(v: Verification) -> Check:
    assert v.drill.canaries
    ours, found = v.drill.canaries, v.canaries
    written = {canary.sequence: canary for canary in ours.log}
    target = v.moment.target
    due = [one.sequence for one in written.values() if target is None or one.written_at <= target]
    have = [one.sequence for one in found]
    facts = {"expected": [due[0], due[-1]] if due else [], "actual": [have[0], have[-1]] if have else []}
    if forged := [one.sequence for one in found if not ours.wrote(one)]:
        return failed(f"Canary {forged[0]} is not the one that was written.", population=len(found), **facts)
    if target and (late := [one.sequence for one in found if one.written_at > target]):
        return failed(f"Canary {late[0]} was written after the target {target}.", population=len(found), **facts)
    # To a target every canary must be there; to the latest point the copy may end earlier, which is the recovery point.
    complete = due if target else [sequence for sequence in due if have and sequence <= have[-1]]
    if missing := sorted(set(complete) - set(have)):
        return failed(f"{len(missing)} canaries are missing, first {missing[0]}.", population=len(found), **facts)
    if not have:
        return failed("The copy holds none of this drill's canaries.", **facts)
    return passed(
        f"{len(have)} canaries, whole up to {found[-1].written_at:%H:%M:%S.%f}Z.", population=len(have), **facts
    )
