"""The estate's own replica follows its primary: it holds this drill's canaries, to the last or nearly so."""

from datetime import timedelta

from scripts.drills import canaries
from scripts.drills.check import Check, failed, passed
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.verification import Verification

MAY_LAG = timedelta(seconds=30)


def own_replica(v: Verification) -> Check:
    replica = v.drill.source.replica
    if not replica or not v.drill.canaries or not v.drill.canaries.log:
        raise UnverifiedError("There is no replica, or no canary to look for on it.")
    written = v.drill.canaries.log
    with v.drill.azure.connect(replica.fqdn, v.drill.source.database, v.drill.source.administrator) as connection:
        one = connection.execute("select pg_is_in_recovery()").fetchone()
        found = canaries.read(connection, written[0].sequence)
    if not one or not one[0]:
        return failed(f"{replica.name} is no replica any more.")
    if not found or written[-1].written_at - found[-1].written_at > MAY_LAG:
        reached = found[-1].written_at if found else "a time before this drill"
        return failed(f"{replica.name} has only come to {reached}.", population=len(found), expected=len(written))
    return passed(f"{replica.name} follows: {len(found)} of {len(written)} canaries are on it.", population=len(found))
