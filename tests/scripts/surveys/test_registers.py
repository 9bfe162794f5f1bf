"""Surveys of the registers: what a review is told, and what it is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from controls.entries import Release
from scripts.errors import UserError
from scripts.surveys import registers, versions

RELEASES = registers.load("releases")
TODAY = max(each.reviewed for each in RELEASES.entries)


def test_a_register_is_counted() -> None:
    seen = registers.look("subprocessors", registers.load("subprocessors").reviewed)
    assert seen["entries"] == len(registers.load("subprocessors").entries)
    assert seen["overdue"] == 0
    assert len(seen["digest"]) == 64


def test_what_is_out_of_date_is_counted() -> None:
    held = registers.load("subprocessors")
    assert registers.look("subprocessors", held.reviewed + timedelta(days=held.review_in + 400))["overdue"] > 0


def test_an_unknown_register_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="Register 'guests' is not known; allowed are "):
        registers.look("guests")


def test_versions_in_use_are_counted() -> None:
    found = versions.check(RELEASES, TODAY)
    assert found["cloud_in_use"] == 1
    assert 1 <= found["app_in_use"] <= 3
    assert found["releases"] == len(RELEASES.entries)


def test_a_release_too_late_is_refused() -> None:
    with pytest.raises(UserError, match="the limit is 14 days"):
        versions.check(RELEASES, TODAY + timedelta(days=20))


def test_a_fourth_version_of_the_app_is_refused() -> None:
    app = next(each for each in RELEASES.entries if isinstance(each, Release) and each.what == "app" and each.in_use)
    more = tuple(app.model_copy(update={"version": f"9.{minor}"}) for minor in range(4))
    with pytest.raises(UserError, match="versions of the app are in use; the most is 3"):
        versions.check(replace(RELEASES, entries=(*RELEASES.entries, *more)), TODAY)
