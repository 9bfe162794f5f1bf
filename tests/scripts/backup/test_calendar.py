"""A day without a dump is told, whether its run failed or never was."""

from datetime import UTC, date, datetime

import pytest

from scripts.backup.calendar import missing

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
DAILY = [f"202611{day:02}-030000-abcd" for day in range(10, 22)]


def days(*numbers: int) -> list[date]:
    return [date(2026, 11, number) for number in numbers]


@pytest.mark.parametrize(
    ("ids", "now", "back", "expected"),
    [
        (DAILY, NOW, 184, []),
        ([], NOW, 184, days(21)),
        ([each for each in DAILY if "20261115" not in each], NOW, 184, days(15)),
        ([each for each in DAILY if "20261115" not in each], NOW, 3, []),
        (DAILY[:-1], NOW.replace(hour=2), 184, []),  # today's run is still ahead
        (DAILY[:-1], NOW, 184, days(21)),  # it should have been there at 03:00, and two hours are over
        (DAILY[:-3], NOW, 184, days(19, 20, 21)),
        ([*DAILY, "20261120-120000-ffff"], NOW, 184, []),  # one by hand besides
    ],
)
def test_missing_days(ids: list[str], now: datetime, back: int, expected: list[date]) -> None:
    assert missing(ids, now, back) == expected
    assert missing(list(reversed(ids)), now, back) == expected
