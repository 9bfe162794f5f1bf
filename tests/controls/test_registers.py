"""Registers: complete when read, out of date when their time has come, and refused in one sentence."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from controls import register
from controls.entries import kinds
from controls.register import FOLDER, RegisterError

SHIPPED = date(2026, 11, 20)


def changed(folder: Path, name: str, entry: int = 0, **changes: Any) -> register.Register:
    """The shipped register with one entry changed (None takes a field away)."""
    said = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    merged = {**said["entries"][entry], **changes}
    said["entries"][entry] = {field: value for field, value in merged.items() if value is not None}
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(said))
    return register.load(name, folder)


def test_all_registers_that_were_promised_are_there() -> None:
    assert set(register.names()) == set(kinds()) == {
        "subprocessors", "staff", "data", "assets", "penetration-tests", "exceptions", "releases", "policies",
    }  # fmt: skip


@pytest.mark.parametrize("name", register.names())
def test_the_shipped_entries_were_up_to_date_when_shipped(name: str) -> None:
    assert register.load(name).problems(SHIPPED) == []
    assert register.load(name).example


@pytest.mark.parametrize("name", register.names())
def test_a_register_that_nobody_looks_at_goes_out_of_date(name: str) -> None:
    one = register.load(name)
    assert one.problems(one.reviewed + timedelta(days=one.review_in + 1))


@pytest.mark.parametrize(
    ("name", "changes", "on", "sentence"),
    [
        ("subprocessors", {"certificates": {"SOC 2": date(2026, 11, 1)}}, SHIPPED,
         "Subprocessors: Microsoft Azure: certificate SOC 2 ended on 2026-11-01; get the current one."),
        ("staff", {"trained": date(2025, 11, 1)}, SHIPPED,
         "Production staff: staff-1f4c0a: trained on 2025-11-01; the limit is 365 days."),
        ("exceptions", {"until": date(2026, 11, 1)}, SHIPPED,
         "Exceptions: second cloud: ended on 2026-11-01; mend it, or have its owner renew it."),
        ("penetration-tests", {"ended": date(2025, 6, 1)}, SHIPPED,
         "Penetration tests: the last independent test ended on 2025-06-01; the limit is 365 days."),
        ("penetration-tests", {"open": {"high": 2}}, SHIPPED,
         "Penetration tests: test of 2026-06-19: 2 critical or high findings are open since 2026-06-19; "
         "the limit is 30 days."),
        ("releases", {"in_use": True}, SHIPPED,
         "Releases and versions in use: 2 versions of the cloud service are in use; it must be one."),
        ("policies", {"subject": "access"}, SHIPPED,
         "Policies and agreements: there is no policy on data handling."),
        ("assets", {"reviewed": date(2026, 1, 1)}, SHIPPED,
         "Assets: customer databases was last reviewed on 2026-01-01; the limit is 184 days."),
    ],
)  # fmt: skip
def test_what_is_out_of_date_is_told(
    tmp_path: Path, name: str, changes: dict[str, Any], on: date, sentence: str
) -> None:
    assert changed(tmp_path, name, **changes).problems(on) == [sentence]


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        ("subprocessors", {"places": ["europe-west2"]}, "places.0 'europe-west2': is no region inside the EU;"),
        ("subprocessors", {"told": date(2026, 1, 1)}, "is less than 30 days after customers were told on 2026-01-01"),
        ("subprocessors", {"agreed": date(2026, 12, 1)}, "agreed 2026-12-01 is after effective"),
        ("staff", {"id": "Jane Doe"}, "id 'Jane Doe': String should match pattern 'staff-[0-9a-f]{6}'."),
        ("staff", {"left": date(2026, 11, 1)}, "but the person left on 2026-11-01; it must be empty"),
        ("staff", {"agreements": {"conduct": date(2026, 1, 1)}}, "agreements lacks acceptable use, confidentiality"),
        ("staff", {"trained": None}, "trained: Field required."),
        ("data", {"kept_days": 91}, "kept_days is 91; customer data in active systems goes within 90 (DEL-1)"),
        ("penetration-tests", {"independent": False}, "independent False: Input should be True."),
        ("releases", {"reviewer": "staff-1f4c0a"}, "who is the author; it must be somebody else"),
    ],
)  # fmt: skip
def test_an_entry_that_does_not_hold_is_refused(
    tmp_path: Path, name: str, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RegisterError) as told:
        changed(tmp_path, name, **changes)
    assert str(told.value).startswith(f"{name}.yaml, entry 1: ")
    assert sentence in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_an_unknown_register_and_a_broken_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"Register 'guests' is not known; allowed are assets, data"):
        register.load("guests")
    (tmp_path / "staff.yaml").write_text("title: [")
    with pytest.raises(RegisterError, match=r"staff.yaml is no YAML"):
        register.load("staff", tmp_path)
    (tmp_path / "staff.yaml").write_text("title: Staff")
    with pytest.raises(RegisterError, match=r"staff.yaml must hold title, about, .* 'about' is missing"):
        register.load("staff", tmp_path)


def test_what_is_only_history_needs_no_review() -> None:
    staff = register.load("staff")
    gone = next(each for each in staff.entries if each.past)
    late = staff.problems(SHIPPED + timedelta(days=staff.review_in + 1))
    assert not any(gone.called in sentence for sentence in late)
