"""The journal survives what a journal is for."""

from pathlib import Path

import pytest
from rich.console import Console

from scripts.azure import Azure
from scripts.drills.journal import FILE, Journal, read, unfinished
from scripts.drills.runner import clean_dead_runs
from scripts.errors import UserError
from scripts.estate import Estate


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal(tmp_path / "one")
    for number in range(3):
        journal.write("create", id=f"/{number}")
    return journal


def test_what_was_written_is_read_by_another_process(journal: Journal) -> None:
    again = Journal(journal.path.parent)
    assert [entry["id"] for entry in again.of("create")] == ["/0", "/1", "/2"]
    assert again.head == journal.head


def test_a_line_that_a_crash_cut_off_is_dropped_and_writing_goes_on(journal: Journal) -> None:
    with journal.path.open("ab") as file:
        file.write(b'{"kind":"crea')
    again = Journal(journal.path.parent)
    again.write("gone", id="/0")
    entries, whole = read(journal.path)
    assert [entry["kind"] for entry in entries] == ["create"] * 3 + ["gone"]
    assert whole == journal.path.stat().st_size


@pytest.mark.parametrize("number", range(40, 400, 40))
def test_a_changed_byte_is_damage(journal: Journal, number: int) -> None:
    content = bytearray(journal.path.read_bytes())
    content[number] ^= 1
    journal.path.write_bytes(content)
    with pytest.raises(UserError, match="is damaged"):
        read(journal.path)


@pytest.mark.parametrize("lines", [[0, 2], [1, 2], [0, 2, 1], [1, 0, 2]])
def test_a_dropped_or_moved_line_is_damage(journal: Journal, lines: list[int]) -> None:
    content = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(content[line] for line in lines))
    with pytest.raises(UserError, match="is damaged"):
        read(journal.path)


def test_only_runs_without_an_end_are_unfinished(journal: Journal, tmp_path: Path) -> None:
    ended = Journal(tmp_path / "two")
    ended.write("end", exit=0)
    assert [one.path.parent.name for one in unfinished(tmp_path)] == ["one"]
    assert (tmp_path / "one" / FILE).exists()


def test_a_dead_run_of_another_estate_is_left_to_its_own(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, estate: Estate
) -> None:
    monkeypatch.setenv("CORDON_REPORTS", str(tmp_path))
    other = Journal(tmp_path / "other")
    other.write(
        "begin", drill="20261121-030000-abcd", environment="local", subscription="another", seed="1", scenarios=[]
    )
    other.write("create", type="server", id="/x")
    assert clean_dead_runs(estate, Azure(estate.subscription, credential=None), Console(quiet=True)) == []  # ty: ignore
    assert not Journal(other.path.parent).of("gone")
