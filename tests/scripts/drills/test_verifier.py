"""The auditor's verifier: accepts what is whole, and nothing that was changed by one byte, dropped or swapped."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from scripts.drills import verifier
from tests.scripts.drills import sealed

PROGRAM = Path(verifier.__file__)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three drills in a chain."""
    signer, previous = sealed.Signer(), None
    for number in range(3):
        previous = sealed.run(tmp_path, signer, number, previous)
    return tmp_path


def folders(root: Path) -> list[Path]:
    return sorted(path.parent for path in root.glob("*/evidence.json"))


def test_whole_drills_are_accepted_by_the_file_alone(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    alone = shutil.copy(PROGRAM, tmp_path_factory.mktemp("auditor") / "verifier.py")
    for what, lines in ((root, 3), (folders(root)[0], 1)):
        done = subprocess.run([sys.executable, "-I", alone, what], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.count("is whole and signed by")) == (0, lines), done.stderr


def test_it_needs_nothing_but_python_and_cryptography() -> None:
    tree = ast.parse(PROGRAM.read_text())
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in names} - sys.stdlib_module_names == {"cryptography"}


@pytest.mark.parametrize("name", ["evidence.json", "evidence.dsse.json", "index.html", "journal.jsonl"])
def test_one_changed_byte_anywhere_is_refused(root: Path, name: str) -> None:
    """A sample of positions here; `make drill-faults` changes each byte of the evidence of real drills."""
    folder = folders(root)[0]
    whole = (folder / name).read_bytes()
    for position in range(0, len(whole), 23):
        for flip in (0x01, 0x20):  # another letter, the other case
            changed = bytearray(whole)
            changed[position] ^= flip
            (folder / name).write_bytes(changed)
            with pytest.raises(ValueError, match=r"."):
                verifier.check(folder)
    (folder / name).write_bytes(whole)
    assert "is whole" in verifier.check(folder)


def test_a_dropped_drill_is_refused_wherever_it_was(root: Path) -> None:
    for gone in folders(root)[:2]:
        kept = gone.rename(root.parent / gone.name)
        with pytest.raises(ValueError, match=r"missing or another one|names none before|names .* before"):
            verifier.check_all(root)
        kept.rename(gone)
    assert len(verifier.check_all(root)) == 3


def test_two_swapped_drills_are_refused(root: Path) -> None:
    first, second, _ = folders(root)
    first.rename(root / "x")
    second.rename(first)
    (root / "x").rename(second)
    with pytest.raises(ValueError, match="the evidence is of drill"):
        verifier.check_all(root)


@pytest.mark.parametrize("name", ["evidence.dsse.json", "index.html"])
def test_a_missing_or_added_file_is_refused(root: Path, name: str) -> None:
    folder = folders(root)[0]
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    with pytest.raises(ValueError, match=r"not signed|is missing"):
        verifier.check(folder)
    (folder / name).write_bytes(content)
    (folder / "more.html").write_text("more")
    with pytest.raises(ValueError, match="not among what was signed"):
        verifier.check(folder)


def test_lines_dropped_from_or_swapped_in_the_journal_are_refused(root: Path) -> None:
    folder = folders(root)[0]
    lines = (folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
    for changed in (lines[1:], lines[:1] + lines[2:], lines[:-1], [lines[1], lines[0], *lines[2:]]):
        (folder / "journal.jsonl").write_bytes(b"".join(changed))
        with pytest.raises(ValueError, match="journal"):
            verifier.check(folder)


def test_another_key_is_refused_where_the_auditor_knows_the_right_one(root: Path) -> None:
    known = verifier.check(folders(root)[0]).split("signed by ")[1].split(":")[0]
    assert verifier.check_all(root, known)
    with pytest.raises(ValueError, match="it was signed by key"):
        verifier.check(folders(root)[0], "another")


def test_a_failed_check_signed_as_passed_is_refused(root: Path) -> None:
    folder = folders(root)[0]
    document = json.loads((folder / "evidence.json").read_bytes())
    document["results"][0]["checks"][0]["status"] = "fail"
    (folder / "evidence.json").write_bytes(rfc8785.dumps(document))
    with pytest.raises(ValueError, match="not the signed one"):
        verifier.check(folder)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@given(values)
def test_its_canonical_form_is_that_of_rfc_8785(value: object) -> None:
    assert verifier.canonical(value).encode() == rfc8785.dumps(value)  # ty: ignore
