"""What is due and what was missed, and the page over all runs."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts.drills import history, overview, schedule, signing, verifier
from scripts.drills.scenario import scenarios
from tests.scripts.drills import sealed

WEEK = timedelta(days=7)
KNOWN = [scenarios()["point-in-time"], scenarios()["geo-restore"]]


@pytest.fixture
def signer() -> sealed.Signer:
    return sealed.Signer()


@pytest.fixture
def runs(tmp_path: Path, signer: sealed.Signer) -> list[history.Run]:
    """A drill that passed and a later one that didn't, both of the weekly scenario alone."""
    first = sealed.run(tmp_path, signer, 0)
    sealed.run(tmp_path, signer, 1, first, exit=1, results=[sealed.result("point-in-time", sealed.START, exit=1)])
    return history.on_disk(tmp_path)


@pytest.mark.parametrize(
    ("after", "state"), [(timedelta(days=1), "kept"), (timedelta(days=6), "due"), (WEEK + timedelta(hours=1), "missed")]
)
def test_a_drill_counts_from_its_last_pass(runs: list[history.Run], after: timedelta, state: str) -> None:
    [weekly, monthly] = schedule.due(KNOWN, runs, sealed.START + after)
    assert (weekly.scenario, weekly.state) == ("point-in-time", state)
    assert weekly.last == runs[0].evidence.ended
    assert (monthly.last, monthly.state) == (None, "due")


def test_what_never_passed_is_missed_a_cadence_after_the_first_run(runs: list[history.Run]) -> None:
    [_, monthly] = schedule.due(KNOWN, runs, sealed.START + timedelta(days=32))
    assert monthly.state == "missed"


def test_without_any_run_everything_is_missed() -> None:
    found = schedule.due(KNOWN, [], sealed.START)
    assert [one.state for one in found] == ["missed", "missed"]
    assert schedule.missed(found) == found


def test_a_missed_drill_leaves_signed_evidence(runs: list[history.Run], signer: sealed.Signer, tmp_path: Path) -> None:
    stored: dict[str, bytes] = {}
    container = SimpleNamespace(upload_blob=lambda name, content, **_: stored.setdefault(name, content))
    estate: Any = SimpleNamespace(environment="local", home=sealed.REGION)
    one = schedule.due(KNOWN, runs, sealed.START + timedelta(days=10))[0]
    name = schedule.record(signer, estate, container, one, runs[-1])  # ty: ignore
    assert name == "drills-missed/point-in-time/2026-11-28.dsse.json"
    evidence = (tmp_path / runs[-1].evidence.drill / "evidence.json").read_bytes()
    statement = signing.verify(signing.rfc_loads(stored[name]), {"newest-evidence": evidence})
    assert statement["predicate"]["scenario"] == "point-in-time"
    assert '"event": "drill.missed"' in schedule.alarm(one, "local")


def test_the_overview_shows_trends_schedule_and_coverage(
    runs: list[history.Run], signer: sealed.Signer, tmp_path: Path
) -> None:
    now = sealed.START + timedelta(days=40)
    data = overview.document("local", KNOWN, runs, schedule.due(KNOWN, runs, now), now)
    page = overview.render(data)
    assert "2 of 2 drills were missed" in page
    assert page.count("<polyline") == 2
    assert data["coverage"] == {"database": ["point-in-time", "geo-restore"]}
    assert [(one["ran"], one["passed"]) for one in data["scenarios"]] == [(2, 1), (0, 0)]
    for outside in ("http://", "https://", "<script", "@import", "url("):
        assert outside not in page
    estate: Any = SimpleNamespace(home=sealed.REGION)
    overview.write(signer, estate, tmp_path, data)  # ty: ignore
    assert "lists 2 drills" in verifier.check_all(tmp_path)[-1]


def test_the_newest_drill_left_out_is_seen_by_the_overview(
    runs: list[history.Run], signer: sealed.Signer, tmp_path: Path
) -> None:
    now = sealed.START + timedelta(days=1)
    estate: Any = SimpleNamespace(home=sealed.REGION)
    data = overview.document("local", KNOWN, runs, schedule.due(KNOWN, runs, now), now)
    overview.write(signer, estate, tmp_path, data)  # ty: ignore
    newest = tmp_path / runs[-1].evidence.drill
    newest.rename(tmp_path.parent / f"{tmp_path.name}-gone")
    with pytest.raises(ValueError, match="which it lists, is missing"):
        verifier.check_all(tmp_path)
