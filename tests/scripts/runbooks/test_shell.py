"""Commands: strict, timed, redacted, and not to be read in the process list."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from scripts.runbooks.shell import TIMED_OUT, Shell

MINUTE = timedelta(minutes=1)


def test_output_and_exit_are_the_commands() -> None:
    done = Shell().run("echo one; echo two >&2; exit 3", MINUTE)
    assert (done.exit, done.output) == (3, "one")
    assert sorted(done.told.splitlines()) == ["one", "two"]
    assert done.last_words in ("one", "two")


@pytest.mark.parametrize("text", ["false; true", "echo $NOT_SET_ANYWHERE; true", "false | true; true"])
def test_bash_is_strict(text: str) -> None:
    assert not Shell().run(text, MINUTE).ok


def test_a_secret_in_a_variable_never_gets_out() -> None:
    done = Shell({"SOME_SECRET": "very-hidden-value"}).run('echo "it is $SOME_SECRET"; echo "$SOME_SECRET" >&2', MINUTE)
    assert "very-hidden-value" not in done.output + done.told
    assert done.output == "it is [redacted]"


def test_neither_text_nor_secrets_are_in_the_process_list() -> None:
    """Everything that runs below the block is looked at while it runs."""
    text = 'tr "\\0" " " < /proc/$$/cmdline; : marked-text-of-the-block'
    done = Shell({"SOME_SECRET": "very-hidden-value"}).run(text, MINUTE)
    assert done.ok
    assert done.output.startswith("bash -eu -o pipefail /dev/fd/")
    assert "marked-text" not in done.output


def test_a_private_key_over_lines_is_redacted_as_a_whole() -> None:
    text = 'printf -- "-----BEGIN PRIVATE KEY-----\\nMIGHAgEAMB\\n-----END PRIVATE KEY-----\\n"'
    assert Shell().run(text, MINUTE).output == "[redacted]"


def test_time_out_ends_the_command_and_its_children(tmp_path: Path) -> None:
    """The child says so itself: bash, which leads the group, would die without telling it."""
    mark = tmp_path / "ended"
    child = f"trap 'touch {mark}; exit' TERM; for i in $(seq 50); do sleep 0.1; done"
    done = Shell().run(f"( {child} ) & wait", timedelta(seconds=1))
    assert done.exit == TIMED_OUT
    assert mark.exists()


def test_the_lock_is_inherited_by_commands(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        done = Shell(hold=lock.fileno()).run(f"readlink /proc/self/fd/{lock.fileno()}", MINUTE)
    assert done.output == str(tmp_path / "lock")
