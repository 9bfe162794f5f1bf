"""What makes a runbook, and the sentence that each mistake gets: file, line, what is allowed."""

from pathlib import Path

import pytest

from scripts.runbooks import parser
from scripts.runbooks.book import Effect, span
from scripts.runbooks.parser import RunbookError

FRONT = """---
title: A runbook for a test
owner: platform on call
serves: [ENC-3]
reviewed: 2026-11-20
review_in: 6 months
---
Do it.

"""
GOOD = """```sh id=look effect=read
true
```
1. In a list.
   ```sh id=turn effect=change verify='test -e "$HOME"' rollback="true" timeout=10m
   true
   ```
"""


def written(folder: Path, body: str = GOOD, front: str = FRONT) -> Path:
    path = folder / "case.md"
    path.write_text(front + body)
    return path


def test_blocks_come_with_their_attributes_also_out_of_a_list(tmp_path: Path) -> None:
    book = parser.read(written(tmp_path))
    assert [block.id for block in book.blocks] == ["look", "turn"]
    turn = book.blocks[1]
    assert (turn.effect, turn.text, turn.verify) == (Effect.CHANGE, "true", 'test -e "$HOME"')
    assert turn.timeout.total_seconds() == 600
    assert book.review_due.isoformat() == "2027-05-25"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "case.md:1: no block to run was found; a runbook needs at least one with an id and an effect."),
        ("```sh id=a effect=read colour=red\ntrue\n```\n", "case.md:10: attribute 'colour' is not known; allowed"),
        ("```sh id=a effect=read timeout=soon\ntrue\n```\n", "case.md:10: timeout 'soon': 'soon' is no span of time"),
        ("```sh id=a effect=burn\ntrue\n```\n", "case.md:10: effect 'burn': Input should be 'read', 'change'"),
        ("```sh effect=read\ntrue\n```\n", "case.md:10: id: Field required"),
        ("```sh id=A effect=read\ntrue\n```\n", "case.md:10: id 'A' is not allowed; allowed are small letters"),
        ("```sh id=a effect=read\n```\n", "case.md:10: block a is empty."),
        ("```python id=a effect=read\n1\n```\n", "case.md:10: a block in python can't be run; allowed are sh"),
        ("```sh id=a effect=change verify=true\ntrue\n```\n", "block a has effect=change and no rollback"),
        ("```sh id=a effect=change rollback=true\ntrue\n```\n", "block a has effect=change and no verify"),
        ("```sh id=a effect=destroy mark=a journal=b verify=c\nx\n```\n", "has effect=destroy and no confirm"),
        ("```sh id=a effect=destroy confirm=a journal=b verify=c\nx\n```\n", "has effect=destroy and no mark"),
        ("```sh id=a effect=destroy confirm=a mark=b verify=c\nx\n```\n", "has effect=destroy and no journal"),
        ("```sh id=a effect=destroy confirm=a mark=b journal=c\nx\n```\n", "has effect=destroy and no verify"),
        (GOOD.replace("id=turn", "id=look"), "case.md:14: id look is the one of line 10 already."),
        ("```sh id=a effect=read\necho $WHO\n```\n", "case.md:10: block a uses $WHO; known here are none."),
        ("```sh id=a effect=read verify='open\ntrue\n```\n", "the block's attributes can't be read: No closing"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_sentence(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(RunbookError) as caught:
        parser.read(written(tmp_path, body))
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("reviewed: 2026-11-20", "reviewed: lately", "case.md:5: reviewed: Input should be a valid date"),
        ("review_in: 6 months", "review_in: sometimes", "case.md:6: review_in: 'sometimes' is no span of time"),
        ("owner: platform on call\n", "", "case.md:1: owner: Field required."),
        ("serves: [ENC-3]", "serves: []", "case.md:4: serves: Tuple should have at least 1 item"),
        ("title:", "rehearsed: 2026-11-20\ntitle:", "case.md:2: rehearsed: Extra inputs are not permitted."),
        ("title: A", "title: [A", "the front matter isn't YAML"),
        ("---\ntitle", "title", "case.md:1: the file must begin with front matter between two lines of ---."),
    ],
)
def test_the_front_matter_is_held_to_its_form(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(RunbookError) as caught:
        parser.read(written(tmp_path, front=FRONT.replace(old, new, 1)))
    assert said in str(caught.value)


def test_an_input_that_no_block_uses_is_refused(tmp_path: Path) -> None:
    front = FRONT.replace("review_in: 6 months", "review_in: 6 months\ninputs: {KEY: {what: a key, rehearse: echo a}}")
    with pytest.raises(RunbookError, match="input KEY is used by no block"):
        parser.read(written(tmp_path, front=front))


def test_a_folder_without_a_runbook_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="there is no runbook here"):
        parser.load_all(tmp_path)


@pytest.mark.parametrize("text", ["0s", "-1m", "10", "m", "1 fortnight", ""])
def test_spans_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no span of time"):
        span(text)
