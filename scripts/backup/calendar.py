"""Which days have no dump: a run that didn't happen is a failure like one that did and failed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

GRACE = timedelta(hours=26)
"""How old the newest dump may be: a day, and two hours for a run that takes long."""


def missing(ids: Sequence[str], now: datetime, days: int) -> list[date]:
    """The days without a dump, oldest first: from the first dump on, at most `days` back.

    Today counts only once the newest dump is older than GRACE: today's run may still be ahead. Without any dump, today
    is missing. `ids` begin with date and time, as `scripts.backup.dump` makes them, in UTC.
    """
    if not ids:
        return [now.date()]
    taken = sorted(datetime.strptime(each[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) for each in ids)
    first = max(taken[0].date(), now.date() - timedelta(days=days))
    expected = [first + timedelta(days=number) for number in range((now.date() - first).days)]
    if now - taken[-1] > GRACE:
        expected.append(now.date())
    there = {each.date() for each in taken}
    return [day for day in expected if day not in there]
