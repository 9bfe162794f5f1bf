"""The clocks of cases: 24 hours from verification, reminders before they run out, and what stops them."""

from datetime import UTC, datetime, timedelta

import pytest

from scripts.cases.clock import Clock

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
REMIND = (timedelta(hours=12), timedelta(hours=4), timedelta(hours=1))


@pytest.mark.parametrize(
    ("after", "met", "reminders"),
    [
        (timedelta(hours=1), None, 0),
        (timedelta(hours=12), None, 1),
        (timedelta(hours=20), None, 2),
        (timedelta(hours=23, minutes=1), None, 3),
        (timedelta(hours=24), None, 3),
        (timedelta(hours=24, seconds=1), False, 3),
    ],
)
def test_a_running_clock_reminds_before_it_is_too_late(after: timedelta, met: bool | None, reminders: int) -> None:
    clock = Clock("notify", START, DAY, REMIND)
    assert clock.met(START + after) is met
    assert len(clock.due(START + after)) == reminders


@pytest.mark.parametrize(("after", "met"), [(timedelta(hours=24), True), (timedelta(hours=24, seconds=1), False)])
def test_a_stopped_clock_was_met_or_was_not(after: timedelta, met: bool) -> None:
    clock = Clock("notify", START, DAY, REMIND, START + after)
    assert clock.met(START + timedelta(days=30)) is met
    assert clock.due(START + timedelta(days=30)) == []
    assert clock.facts(START + timedelta(days=30))["minutes_left"] == (0 if met else -1)
