"""Uptime is what was measured: no more, kept longer than Azure keeps it, and never better than it was."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scripts.status.history import KEPT, Checks, History, State, merged
from scripts.status.page import percent, render

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
counts = st.builds(Checks, passed=st.integers(0, 500), failed=st.integers(0, 500))


def history(now: dict[str, Checks], days: dict[date, dict[str, Checks]] | None = None) -> History:
    return merged(None, "test", AT, now, days or {})


@given(counts)
def test_the_state_says_what_the_counts_say(checks: Checks) -> None:
    assert (checks.state is State.UNKNOWN) == (checks.total == 0)
    assert (checks.state is State.UP) == (checks.passed > 0 and checks.failed == 0)
    assert (checks.state is State.DOWN) == (checks.failed > 0 and checks.passed == 0)
    assert (checks.uptime is None) == (checks.total == 0)


def test_the_worst_part_decides_and_what_was_not_measured_is_not_up() -> None:
    up, down, none = Checks(passed=3), Checks(failed=3), Checks()
    assert history({"a": up, "b": down}).state is State.DOWN
    assert history({"a": up, "b": none}).state is State.UNKNOWN
    assert history({"a": up}).state is State.UP
    assert history({}).state is State.UNKNOWN


def test_a_day_that_azure_has_partly_forgotten_stays_as_it_was() -> None:
    first, today = date(2026, 8, 20), AT.date()
    before = history({}, {first: {"application": Checks(passed=1000, failed=10)}})
    measured = {first: {"application": Checks(passed=20)}, today: {"application": Checks(passed=5)}}
    after = merged(before, "test", AT, {}, measured)
    assert after.days[first]["application"] == Checks(passed=1000, failed=10)
    assert after.days[today]["application"] == Checks(passed=5)
    grown = merged(after, "test", AT, {}, {today: {"application": Checks(passed=9, failed=1)}})
    assert grown.days[today]["application"] == Checks(passed=9, failed=1)


def test_history_is_longer_than_azures_and_has_an_end() -> None:
    days = {AT.date() - timedelta(days=back): {"application": Checks(passed=1)} for back in range(KEPT + 30)}
    kept = history({}, days).days
    assert len(kept) == KEPT > 93
    assert max(kept) == AT.date()


def test_it_survives_its_own_file() -> None:
    before = history({"application": Checks(passed=1)}, {AT.date(): {"application": Checks(passed=2, failed=1)}})
    assert History.model_validate_json(before.model_dump_json()) == before


def test_percentages_are_rounded_down() -> None:
    assert percent(1.0) == "100.000 %"
    assert percent(0.999999) == "99.999 %"
    assert percent(0.0) == "0.000 %"
    assert percent(None) == "not measured"


def test_the_page_shows_each_day_and_no_more_than_was_measured() -> None:
    yesterday = AT.date() - timedelta(days=1)
    page = render(
        history({"application": Checks(passed=4, failed=1)}, {yesterday: {"application": Checks(passed=3)}}), True
    )
    assert page.count("<rect") == 90
    assert page.count('<rect class="unknown"') == 89
    assert f"{yesterday}: 100.000 %" in page
    assert "Degraded" in page
    assert "on 1 of 90 days" in page
    assert "/.well-known/security.txt" in page
    assert "<script" not in page
    assert "style=" not in page  # the edge's content security policy forbids it
    assert "://" not in page  # nothing from elsewhere


def test_the_page_has_no_link_to_a_file_that_is_not_there() -> None:
    assert "security.txt" not in render(history({}), False)
