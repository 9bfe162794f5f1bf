"""The course of a run: confirmations, rollbacks, two people, deaths, and what the record says of them."""

import json

import pytest

from scripts.errors import UserError
from scripts.runbooks import people, record, redaction
from scripts.runbooks.course import WaitingError
from tests.scripts.runbooks.conftest import RUN, Desk

CHANGE = "```sh id={id} effect=change verify='test -e {file}' rollback='rm -f {file}'\n{text}\n```\n"
DESTROY = (
    "```sh id=burn effect=destroy confirm='Burn it?' mark='grep -q mine {file}' journal='cat {file}' "
    "verify='test ! -e {file}'\nrm -f {file}\n```\n"
)


def change(desk: Desk, name: str = "turn", text: str | None = None) -> str:
    file = desk.folder / name
    return CHANGE.format(id=name, file=file, text=text or f"touch {file}; echo {name} >> {desk.folder}/log")


def log(desk: Desk) -> list[str]:
    return (desk.folder / "log").read_text().split()


def test_a_rehearsal_tries_each_rollback_and_leaves_a_record_that_verifies(desk: Desk) -> None:
    sealed = desk.runner(desk.book(change(desk))).go()
    assert sealed.state == "done"
    assert (sealed.blocks[0].verified, sealed.blocks[0].undone) == (True, True)
    assert log(desk) == ["turn", "turn"]
    assert "is whole and signed by" in record.check(desk.runs)
    assert f"runbooks/{RUN}/record.json" in desk.container.blobs


def test_a_verification_that_cannot_fail_is_found_out(desk: Desk) -> None:
    body = "```sh id=turn effect=change verify=true rollback=true\ntrue\n```\n"
    sealed = desk.runner(desk.book(body)).go()
    assert sealed.state == "failed"
    assert "one of the two does nothing" in sealed.sentence


def test_a_change_that_fails_is_rolled_back_and_nothing_after_it_runs(desk: Desk) -> None:
    file = desk.folder / "turn"
    body = change(desk, text=f"touch {file}; echo no good; exit 4") + change(desk, "later")
    sealed = desk.runner(desk.book(body)).go()
    assert (sealed.state, [block.state for block in sealed.blocks]) == ("failed", ["rolled back", "not reached"])
    assert sealed.sentence == "Block turn: no good"
    assert not file.exists()


def test_a_change_asks_in_earnest_and_waits_for_a_yes(desk: Desk) -> None:
    book = desk.book(change(desk))
    desk.agrees = False
    with pytest.raises(WaitingError) as caught:
        desk.runner(book, rehearsal=False).go()
    assert caught.value.exit_code == 75
    desk.agrees = True
    sealed = desk.runner(book, rehearsal=False).go()
    assert (sealed.state, sealed.blocks[0].confirmed_by) == ("done", ["person-a"])
    assert (sealed.blocks[0].interrupted, sealed.blocks[0].undone) == (0, False)
    assert log(desk) == ["turn"]


def test_destruction_takes_two_people_who_agree_to_the_same_thing(desk: Desk) -> None:
    file = desk.folder / "burn"
    file.write_text("mine")
    book = desk.book(DESTROY.format(file=file))
    with pytest.raises(WaitingError, match="a second person must run"):
        desk.runner(book, rehearsal=False).go()
    estate = desk.runner(book, rehearsal=False).estate
    people.approve(None, estate, RUN, book, book.blocks[0], {})  # ty: ignore
    with pytest.raises(UserError, match="it must be another's"):
        desk.runner(book, rehearsal=False).go()
    assert file.exists()
    desk.person = "person-b"
    people.approve(None, estate, RUN, book, book.blocks[0], {"OTHER": "value"})  # ty: ignore
    desk.person = "person-a"
    with pytest.raises(UserError, match="does not count"):
        desk.runner(book, rehearsal=False).go()
    desk.person = "person-b"
    people.approve(None, estate, RUN, book, book.blocks[0], {})  # ty: ignore
    desk.person = "person-a"
    sealed = desk.runner(book, rehearsal=False).go()
    assert sealed.blocks[0].confirmed_by == ["person-a", "person-b"]
    assert not file.exists()


def test_what_does_not_carry_its_mark_is_not_destroyed(desk: Desk) -> None:
    file = desk.folder / "burn"
    file.write_text("yours")
    sealed = desk.runner(desk.book(DESTROY.format(file=file))).go()
    assert sealed.state == "failed"
    assert "doesn't carry its mark" in sealed.sentence
    assert file.exists()


def test_what_is_destroyed_is_written_down_before(desk: Desk) -> None:
    file = desk.folder / "burn"
    file.write_text("mine")
    desk.runner(desk.book(DESTROY.format(file=file))).go()
    kinds = [json.loads(line)["kind"] for line in (desk.runs / "journal.jsonl").read_text().splitlines()]
    assert kinds.index("listed") < kinds.index("ran")


@pytest.mark.parametrize("dies_in", [0, 1, 2])
def test_a_run_goes_on_at_the_block_where_it_died(desk: Desk, dies_in: int, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["one", "two", "three"]
    book = desk.book("".join(change(desk, name) for name in names))
    runner = desk.runner(book, rehearsal=False)
    act = runner._act

    def die(block: object) -> None:
        act(block)  # ty: ignore
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "_act", lambda block: die(block) if block.id == names[dies_in] else act(block))
    with pytest.raises(KeyboardInterrupt):
        runner.go()
    sealed = desk.runner(book, rehearsal=False).go()
    assert sealed.state == "done"
    assert [block.interrupted for block in sealed.blocks] == [int(number == dies_in) for number in range(3)]
    assert log(desk) == names, "what had been done was not done again"


def test_no_secret_gets_into_the_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "very-hidden-value")
    body = "```sh id=tell effect=read\necho $AZURE; env; echo Bearer abcdefghijklmnop1234\n```\n".replace(
        "$AZURE; ", ""
    )
    sealed = desk.runner(desk.book(body)).go()
    assert sealed.state == "done"
    assert "[redacted]" in (desk.runs / "output/tell.txt").read_text()
    assert redaction.scan(desk.runs, {"very-hidden-value"}) == []


def test_an_input_that_looks_like_a_secret_is_refused(desk: Desk) -> None:
    more = "inputs: {WORD: {what: a word, kind: reference, rehearse: echo AKIAABCDEFGHIJ123456}}\n"
    sealed = desk.runner(desk.book('```sh id=a effect=read\necho "$WORD"\n```\n', more)).go()
    assert sealed.state == "failed"
    assert "[redacted]" in sealed.sentence


@pytest.mark.parametrize("change_of", ["record", "journal", "shorter journal", "signature", "output"])
def test_any_change_shows(desk: Desk, change_of: str) -> None:
    desk.runner(desk.book(change(desk))).go()
    if change_of == "record":
        path = desk.runs / "record.json"
        path.write_text(path.read_text().replace('"done"', '"fail"', 1))
    elif change_of == "journal":
        path = desk.runs / "journal.jsonl"
        path.write_text(path.read_text().replace("rehearse", "run", 1))
    elif change_of == "shorter journal":  # whole as far as it goes, and not the record's
        path = desk.runs / "journal.jsonl"
        path.write_text(path.read_text().splitlines(keepends=True)[0])
    elif change_of == "signature":
        path = desk.runs / "record.dsse.json"
        path.write_text(path.read_text().replace('"x":"', '"x":"A', 1))
    else:
        (desk.runs / "output/more.txt").write_text("Bearer abcdefghijklmnop1234")
    with pytest.raises((ValueError, UserError)):
        record.check(desk.runs)


def test_facts_are_one_small_object(desk: Desk) -> None:
    good = desk.runner(desk.book("""```sh id=a effect=read facts=yes\necho '{"rows": 3}'\n```\n""")).go()
    assert good.blocks[0].facts == {"rows": 3}


def test_output_that_is_no_object_is_no_fact(desk: Desk) -> None:
    sealed = desk.runner(desk.book("```sh id=a effect=read facts=yes\necho hello\n```\n")).go()
    assert "not one JSON object" in sealed.sentence
