"""Canaries: time, order and what may be chosen as a recovery target."""

from datetime import UTC, datetime, timedelta

import pytest

from scripts.drills.canaries import Canary, genuine, mark, targets, until_half_second

START = datetime(2026, 11, 21, 3, 0, 0, tzinfo=UTC)
KEY = b"k" * 32


def canary(sequence: int, at: float, acknowledged: float = 0.01) -> Canary:
    written = START + timedelta(seconds=at)
    return Canary(
        sequence, written, b"n", mark(KEY, sequence, written, b"n"), written + timedelta(seconds=acknowledged)
    )


LOG = [canary(number, number + 0.5) for number in range(5)]


def test_targets_are_whole_seconds_between_two_canaries() -> None:
    found = targets(LOG, not_before=START, before=START + timedelta(seconds=10))
    assert found == [START + timedelta(seconds=number) for number in range(1, 5)]


def test_targets_lie_between_the_manifest_and_the_disaster() -> None:
    found = targets(LOG, not_before=START + timedelta(seconds=1.2), before=START + timedelta(seconds=4))
    assert found == [START + timedelta(seconds=2), START + timedelta(seconds=3)]


def test_a_second_before_which_a_canary_was_not_acknowledged_is_no_target() -> None:
    slow = [canary(0, 0.5), canary(1, 1.5, acknowledged=0.7), canary(2, 2.5)]
    assert targets(slow, not_before=START, before=START + timedelta(seconds=9)) == [START + timedelta(seconds=1)]


def test_the_hmac_binds_sequence_time_and_nonce() -> None:
    one = LOG[0]
    assert genuine(KEY, one)
    assert not genuine(b"other", one)
    for forged in (
        Canary(9, one.written_at, one.nonce, one.hmac),
        Canary(one.sequence, one.written_at + timedelta(microseconds=1), one.nonce, one.hmac),
        Canary(one.sequence, one.written_at, b"m", one.hmac),
    ):
        assert not genuine(KEY, forged)


@pytest.mark.parametrize(("now", "wait"), [(0.0, 0.5), (0.4, 0.1), (0.5, 1.0), (0.47, 1.03), (0.9, 0.6)])
def test_canaries_are_due_at_the_half_second(now: float, wait: float) -> None:
    assert until_half_second(now) == pytest.approx(wait)
