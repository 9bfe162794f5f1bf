"""An interrupted creation is known again; nobody else's resource ever is."""

from pathlib import Path

from local.provider.journal import Journal

ID = "/subscriptions/s/resourceGroups/rg"


def test_only_the_urn_that_began_may_go_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new")
    assert not journal.begun(ID, "urn:a")
    journal.begin(ID, "urn:a")
    assert journal.begun(ID.upper(), "urn:a")
    assert not journal.begun(ID, "urn:b")
    assert not journal.begun(f"{ID}2", "urn:a")


def test_a_deletion_ends_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.begin(ID, "urn:a")
    journal.forget(ID)
    journal.forget(ID)
    assert not journal.begun(ID, "urn:a")
