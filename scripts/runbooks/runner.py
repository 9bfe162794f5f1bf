"""Runs a runbook block by block. The journal says first what will happen, so that any death can be gone on from."""

from __future__ import annotations

from rich.markup import escape

from scripts.drills import signing
from scripts.runbooks import consent, people, record, redaction, runs, sealing, values
from scripts.runbooks.book import Block, Effect
from scripts.runbooks.course import BlockError, Course, WaitingError
from scripts.runbooks.record import Record


class Runner(Course):
    """A course with its blocks, from the first to the last."""

    def go(self) -> Record:
        """From the first block that is not done. Returns the signed record; WaitingError where a person is missing."""
        self._begin()
        state, sentence = "done", f"All {len(self.book.blocks)} blocks are done and verified."
        for block in self.book.blocks:
            if self.has("done", block):
                continue
            try:
                self.journal.write("intent", block=block.id)
                if self.rehearsal:  # what is made for the purpose is there before anything looks at it
                    values.take(self, self.book.front.inputs)
                self._block(block)
            except BlockError as error:
                state, sentence = "failed", f"Block {block.id}: {error}"
                self.journal.write("failed", block=block.id, sentence=redaction.redact(str(error), redaction.secrets()))
                self._recover(block)
                break
            except WaitingError:
                self.journal.write("waits", block=block.id)
                raise
        return self.close(state, sentence)

    def close(self, state: str, sentence: str) -> Record:
        """Clean up after a rehearsal, then sign and store the record. May be called again after a death."""
        if self.rehearsal and self.book.front.clean_up and not self.journal.of("cleaned"):
            outcome = self.shell("clean-up", self.book.front.clean_up, values.PREPARE)
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
            mode=self.mode, environment=self.estate.environment,
            subscription=self.estate.subscription, operator=people.who(self.azure),
        )  # fmt: skip

    def _block(self, block: Block) -> None:
        values.take(self, sorted(block.variables - {block.sets}))
        self.console.print(f"\n[bold]{block.id}[/] [dim]{block.effect.value}[/]", highlight=False)
        self.console.print(escape(block.text), style="dim", highlight=False, soft_wrap=True)
        if block.effect is not Effect.READ:
            consent.confirm(self, block)
        if block.effect is Effect.DESTROY:
            consent.mark_and_list(self, block)
        found = self._found_done(block)
        if not found:
            self._act(block)
        if block.verify and not found:
            self._verify(block)
        if self.rehearsal and block.rollback and not self.has("undone", block):
            self._rehearse_rollback(block)
        self.journal.write("done", block=block.id)

    def _act(self, block: Block) -> None:
        outcome = self.shell(block.id, block.text, block.timeout)
        facts = values.facts(outcome) if block.facts and outcome.ok else None
        self.journal.write(
            "ran", block=block.id, exit=outcome.exit, seconds=outcome.seconds,
            output_sha256=signing.sha256(outcome.output.encode()), facts=facts,
        )  # fmt: skip
        if not outcome.ok:
            raise BlockError(outcome.last_words)
        if block.sets:
            values.keep(self, block, outcome.output)

    def _found_done(self, block: Block) -> bool:
        """After a death: the command may have done its work unseen. Only where nothing else is needed of it."""
        again = self.has("interrupted", block)
        if not again or not block.verify or block.sets or block.facts or self.has("undone", block):
            return False
        outcome = self.shell(f"{block.id}-verify", block.verify, block.timeout)
        if outcome.ok:
            self.journal.write("verified", block=block.id, found=True, seconds=outcome.seconds)
        return outcome.ok

    def _verify(self, block: Block) -> None:
        assert block.verify
        outcome = self.shell(f"{block.id}-verify", block.verify, block.timeout)
        if not outcome.ok:
            raise BlockError(f"the verification failed: {outcome.last_words}")
        self.journal.write("verified", block=block.id, seconds=outcome.seconds)

    def _rehearse_rollback(self, block: Block) -> None:
        """A rollback that was never tried isn't one, nor is a verification that can't fail: undo, refute, do again."""
        assert block.rollback
        assert block.verify
        undone = self.shell(f"{block.id}-rollback", block.rollback, block.timeout)
        if not undone.ok:
            raise BlockError(f"the rollback failed: {undone.last_words}")
        if self.shell(f"{block.id}-refute", block.verify, block.timeout).ok:
            raise BlockError("after the rollback, the verification still passes: one of the two does nothing")
        self.journal.write("undone", block=block.id, seconds=undone.seconds)
        self._act(block)
        self._verify(block)

    def _recover(self, block: Block) -> None:
        if not block.rollback or not (self.rehearsal or self.ask.agree(f"Block {block.id} failed. Roll it back?")):
            return
        outcome = self.shell(f"{block.id}-rollback", block.rollback, block.timeout)
        self.journal.write("rolled-back", block=block.id, exit=outcome.exit)
        if not outcome.ok:
            self.console.print(f"[red]The rollback failed:[/] {escape(outcome.last_words)}", highlight=False)
