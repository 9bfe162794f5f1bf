"""Every runbook of the repository: it parses, its plan says everything, its commands exist, its prose is there."""

import re
import shlex
from typing import Any

import pytest
import typer.main

from scripts.cli import build
from scripts.runbooks import library, parser
from scripts.runbooks.book import Effect, Runbook

NAMES = parser.names()
PROMISED = [
    "access-grant",
    "access-review",
    "access-revoke",
    "access-transfer",
    "annual-policy-review",
    "audit-log-export",
    "backup-retention-review",
    "bad-release-rollback",
    "break-glass",
    "certificate-renewal-failure",
    "data-subject-request",
    "database-promotion",
    "deletion-on-request",
    "incident-response",
    "key-compromise",
    "key-rotation",
    "legal-hold",
    "patch-cycle",
    "penetration-test",
    "personal-data-breach",
    "region-failback",
    "region-failover",
    "release",
    "restore-everything",
    "restore-one-tenant",
    "secret-leak",
    "state-backend-lost",
    "subprocessor-change",
    "support-access",
    "tenant-offboarding",
    "tenant-onboarding",
    "vulnerability-report",
    "waf-under-attack",
]
CALL = re.compile(r"\bcordon ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)([^|;&)\n]*)")
CLI: Any = typer.main.get_command(build())


@pytest.fixture(params=NAMES)
def book(request: pytest.FixtureRequest) -> Runbook:
    return parser.load(request.param)


def test_all_that_were_promised_are_there() -> None:
    assert set(PROMISED) <= set(NAMES)


def test_the_plan_names_every_block_and_what_undoes_it(book: Runbook) -> None:
    text = library.plan_text(book)
    for block in book.blocks:
        assert f". {block.id} ({block.effect.value}" in text
        assert all(line in text for command in block.commands for line in command.splitlines())
    assert library.plan(book)["blocks"]


def test_every_command_of_ours_exists_with_its_options(book: Runbook) -> None:
    rehearsed = [one.rehearse for one in book.front.inputs.values()] + [book.front.clean_up or ""]
    commands = [command for block in book.blocks for command in block.commands] + rehearsed
    calls = [call for command in commands for call in CALL.findall(command)]
    assert calls
    for words, rest in calls:
        command, path = CLI, list[str]()
        for word in words.split():
            if not hasattr(command, "commands"):
                break
            assert word in command.commands, f"cordon {' '.join([*path, word])} is not a command"
            command, path = command.commands[word], [*path, word]
        assert not hasattr(command, "commands"), f"cordon {words} is a group, not a command"
        known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
        used = [word for word in shlex.split(rest.replace('"', "").replace("'", "")) if word.startswith("--")]
        assert set(used) <= known, f"cordon {' '.join(path)} doesn't know {set(used) - known}"


def test_prose_comes_before_the_first_block_and_with_each(book: Runbook) -> None:
    body = book.path.read_text().split("\n---\n", 1)[1]
    assert len(body.split("```", 1)[0].split()) > 15, "it doesn't say when to do this"
    assert len(re.findall(r"^\d+\. ", body, re.MULTILINE)) >= min(3, len(book.blocks)) - 1


def test_nothing_is_destroyed_without_proof_afterwards(book: Runbook) -> None:
    last = max((n for n, block in enumerate(book.blocks) if block.effect is Effect.DESTROY), default=None)
    assert last is None or book.blocks[last].verify
