"""Runs a runbook block by block. The journal says first what will happen, so that any death can be gone on from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from scripts.azure import Azure
from scripts.drills import signing
from scripts.drills.journal import Journal
from scripts.errors import UserError
from scripts.estate import CLONE, Estate
from scripts.runbooks import inputs, people, record, redaction, runs, sealing
from scripts.runbooks.book import Block, Effect, Runbook, Span, span
from scripts.runbooks.record import Record
from scripts.runbooks.shell import Outcome, Shell

FACTS = 8_000  # bytes that a block may put into the record
PREPARE: Span = span("10m")


class BlockError(Exception):
    """A block didn't do what it should; the sentence says what."""


class WaitingError(UserError):
    """Somebody else must agree first; the run goes on with `cordon runbook resume`."""

    def __init__(self, message: str) -> None:
        super().__init__(message, exit_code=runs.BUSY)


@dataclass
class Ask:
    """How a person is asked: `value` gives an input, `agree` a yes or no."""

    value: Callable[[str, str], str]
    agree: Callable[[str], bool]


@dataclass
class Runner:
    book: Runbook
    run: str
    journal: Journal
    estate: Estate
    azure: Azure
    ask: Ask
    console: Console
    hold: int
    rehearsal: bool
    given: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.journal.path.parent

    def go(self) -> Record:
        """From the first block that is not done. Returns the signed record; WaitingError where a person is missing."""
        self._begin()
        state, sentence = "done", f"All {len(self.book.blocks)} blocks are done and verified."
        for block in self.book.blocks:
            if "done" in runs.state_of(self.journal, block.id):
                continue
            try:
                self.journal.write("intent", block=block.id)
                if self.rehearsal:  # what is made for the purpose is there before anything looks at it
                    self._inputs(self.book.front.inputs)
                self._block(block)
            except BlockError as error:
                state, sentence = "failed", f"Block {block.id}: {error}"
                self.journal.write("failed", block=block.id, sentence=self._clean(str(error)))
                self._recover(block)
                break
            except WaitingError:
                self.journal.write("waits", block=block.id)
                raise
        return self.close(state, sentence)

    def close(self, state: str, sentence: str) -> Record:
        """Clean up after a rehearsal, then sign and store the record. May be called again after a death."""
        if self.rehearsal and self.book.front.clean_up and not self.journal.of("cleaned"):
            outcome = self._shell("clean-up", self.book.front.clean_up, PREPARE)
            self.journal.write("cleaned", exit=outcome.exit, sentence="" if outcome.ok else outcome.last_words)
        if dirty := [entry for entry in self.journal.of("cleaned") if entry["exit"]]:
            state, sentence = "failed", sentence if state == "failed" else f"Clean-up: {dirty[-1]['sentence']}"
        sealed = sealing.seal(self.azure, self.estate, self.book, self.journal, state, sentence)
        # Stored first: a run that has its end in the journal has nothing left to do.
        record.upload(people.evidence(self.azure, self.estate), self.folder, self.run)
        self.journal.write("end", state=state, record=signing.sha256((self.folder / record.RECORD).read_bytes()))
        return sealed

    # --- the course of a run

    def _begin(self) -> None:
        if self.journal.of("begin"):
            for block in self.book.blocks:
                kinds = [entry["kind"] for entry in self.journal.entries if entry.get("block") == block.id]
                if kinds and kinds[-1] not in ("done", "interrupted", "waits"):
                    self.journal.write("interrupted", block=block.id, at_entry=kinds[-1])
            self.journal.write("resumed", operator=people.who(self.azure))
            return
        (self.folder / runs.ESTATE).write_text(self.estate.model_dump_json(by_alias=True))
        self.journal.write(
            "begin", run=self.run, runbook=self.book.name, sha256=self.book.sha256,
            mode="rehearse" if self.rehearsal else "run", environment=self.estate.environment,
            subscription=self.estate.subscription, operator=people.who(self.azure),
        )  # fmt: skip

    def _block(self, block: Block) -> None:
        self._inputs(sorted(block.variables - {block.sets}))
        self.console.print(f"\n[bold]{block.id}[/] [dim]{block.effect.value}[/]", highlight=False)
        self.console.print(escape(block.text), style="dim", highlight=False, soft_wrap=True)
        if block.effect is not Effect.READ:
            self._confirm(block)
        if block.effect is Effect.DESTROY:
            self._mark_and_list(block)
        found = self._found_done(block)
        if not found:
            self._act(block)
        if block.verify and not found:
            self._verify(block)
        if self.rehearsal and block.rollback and not self._has("undone", block):
            self._rehearse_rollback(block)
        self.journal.write("done", block=block.id)

    def _act(self, block: Block) -> None:
        outcome = self._shell(block.id, block.text, block.timeout)
        facts = self._facts(block, outcome) if block.facts and outcome.ok else None
        self.journal.write(
            "ran", block=block.id, exit=outcome.exit, seconds=outcome.seconds,
            output_sha256=signing.sha256(outcome.output.encode()), facts=facts,
        )  # fmt: skip
        if not outcome.ok:
            raise BlockError(outcome.last_words)
        if block.sets:
            self._set(block, outcome.output)

    def _found_done(self, block: Block) -> bool:
        """After a death: the command may have done its work unseen. Only where nothing else is needed of it."""
        again = self._has("interrupted", block)
        if not again or not block.verify or block.sets or block.facts or self._has("undone", block):
            return False
        outcome = self._shell(f"{block.id}-verify", block.verify, block.timeout)
        if outcome.ok:
            self.journal.write("verified", block=block.id, found=True, seconds=outcome.seconds)
        return outcome.ok

    def _verify(self, block: Block) -> None:
        assert block.verify
        outcome = self._shell(f"{block.id}-verify", block.verify, block.timeout)
        if not outcome.ok:
            raise BlockError(f"the verification failed: {outcome.last_words}")
        self.journal.write("verified", block=block.id, seconds=outcome.seconds)

    def _rehearse_rollback(self, block: Block) -> None:
        """A rollback that was never tried isn't one, nor is a verification that can't fail: undo, refute, do again."""
        assert block.rollback
        assert block.verify
        undone = self._shell(f"{block.id}-rollback", block.rollback, block.timeout)
        if not undone.ok:
            raise BlockError(f"the rollback failed: {undone.last_words}")
        if self._shell(f"{block.id}-refute", block.verify, block.timeout).ok:
            raise BlockError("after the rollback, the verification still passes: one of the two does nothing")
        self.journal.write("undone", block=block.id, seconds=undone.seconds)
        self._act(block)
        self._verify(block)

    def _recover(self, block: Block) -> None:
        if not block.rollback or not (self.rehearsal or self.ask.agree(f"Block {block.id} failed. Roll it back?")):
            return
        outcome = self._shell(f"{block.id}-rollback", block.rollback, block.timeout)
        self.journal.write("rolled-back", block=block.id, exit=outcome.exit)
        if not outcome.ok:
            self.console.print(f"[red]The rollback failed:[/] {escape(outcome.last_words)}", highlight=False)

    # --- people and values

    def _confirm(self, block: Block) -> None:
        if self._has("confirmed", block):
            return
        operator, by = people.who(self.azure), list[str]()
        if not self.rehearsal:
            question = self._filled(block.confirm or f"Run block {block.id}, which changes {self.estate.environment}?")
            if not self.ask.agree(question):
                raise WaitingError(f"Block {block.id} was not confirmed; `cordon runbook resume {self.run}` goes on.")
            by.append(operator)
            if block.effect is Effect.DESTROY:
                by.append(self._second(block, operator))
        self.journal.write("confirmed", block=block.id, by=by or ["rehearsal"])

    def _second(self, block: Block, operator: str) -> str:
        values = self.values()
        second = people.approver(self.azure, self.estate, self.run, self.book, block, values, operator)
        if not second:
            raise WaitingError(
                f"Block {block.id} destroys: a second person must run `cordon runbook approve {self.run}`, then "
                f"`cordon runbook resume {self.run}` goes on."
            )
        return second

    def _mark_and_list(self, block: Block) -> None:
        """Only what carries its mark, and only after it is written down what it is."""
        assert block.mark
        assert block.journal
        if self._has("listed", block):
            return
        marked = self._shell(f"{block.id}-mark", block.mark, block.timeout)
        if not marked.ok:
            raise BlockError(f"what would be destroyed doesn't carry its mark: {marked.last_words}")
        listed = self._shell(f"{block.id}-journal", block.journal, block.timeout)
        if not listed.ok:
            raise BlockError(f"what would be destroyed can't be listed: {listed.last_words}")
        self.journal.write("listed", block=block.id, what=listed.output[:FACTS])

    def _inputs(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.values():
                self._input(name)

    def _input(self, name: str) -> None:
        declared = self.book.front.inputs.get(name)
        if not declared:
            raise BlockError(f"${name} is set by a block that did not run")
        if name in self.given:
            value = self.given[name]
        elif self.rehearsal:
            outcome = self._shell(f"input-{name.lower()}", declared.rehearse, PREPARE)
            if not outcome.ok:
                raise BlockError(f"input {name} can't be prepared: {outcome.last_words}")
            value = outcome.output
        else:
            value = self.ask.value(name, declared.what)
        if wrong := inputs.problem(self.book, name, value):
            raise BlockError(wrong)
        self.journal.write("input", name=name, value=value)

    def _set(self, block: Block, output: str) -> None:
        assert block.sets
        if not output or "\n" in output or len(output) > 500:
            raise BlockError(f"it must print one line for ${block.sets}, not {len(output.splitlines())}")
        self.journal.write("input", name=block.sets, value=output)

    def _facts(self, block: Block, outcome: Outcome) -> dict[str, Any]:
        try:
            facts = json.loads(outcome.output)
            if not isinstance(facts, dict) or len(signing.canonical(facts)) > FACTS:
                raise ValueError
        except ValueError:
            raise BlockError(f"its output is not one JSON object of at most {FACTS} bytes") from None
        return facts

    def values(self) -> dict[str, str]:
        return sealing.values(self.journal)

    def _filled(self, text: str) -> str:
        for name, value in self.values().items():
            text = text.replace(f"${name}", value).replace(f"${{{name}}}", value)
        return text

    def _has(self, kind: str, block: Block) -> bool:
        return kind in runs.state_of(self.journal, block.id)

    def _clean(self, text: str) -> str:
        return redaction.redact(text, redaction.secrets())

    def _shell(self, name: str, text: str, timeout: Span) -> Outcome:
        variables = {
            "CORDON_RUN": self.run,
            "CORDON_MODE": "rehearse" if self.rehearsal else "run",
            "CORDON_ESTATE": str(self.folder / runs.ESTATE),
            **self.values(),
        }
        shell = Shell(variables, str(CLONE), self.hold, lambda line: self.console.print(f"  {escape(line)}", highlight=False, soft_wrap=True))  # fmt: skip # noqa: E501
        outcome = shell.run(text, timeout)
        runs.keep_output(self.folder, name, outcome.told)
        return outcome
