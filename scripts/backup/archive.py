"""PostgreSQL's own tools as streams: a dump that ends early ends in an error, never in less data."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator

READ = 1 << 20  # bytes
COPY = re.compile(rb'COPY (?:"(?:[^"]|"")+"|[^\s".]+)\.("(?:[^"]|"")+"|[^\s".]+) \(?')
END = b"\\.\n"


class ArchiveError(Exception):
    """One of PostgreSQL's tools failed; the message is its own."""


def dump(variables: dict[str, str], snapshot: str) -> Iterator[bytes]:
    """`pg_dump` of the database that `variables` lead to, in its custom format, as that snapshot saw it."""
    # Row security is off for a dump: a role that it would filter gets an error instead of fewer rows.
    command = ["pg_dump", "--format=custom", "--no-password", f"--snapshot={snapshot}", "--lock-wait-timeout=60s"]
    yield from _run(command, variables)


def version() -> str:
    """`pg_dump`'s own words; ArchiveError where there is none on PATH."""
    return b"".join(_run(["pg_dump", "--version"], {})).decode().strip()


def restore(variables: dict[str, str], archive: Iterable[bytes]) -> None:
    """Bring an archive into the empty database that `variables` lead to: all of it, or nothing.

    Owner is whoever signs in. The archive's source may end in an exception: then nothing is committed.
    """
    command = ["pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-comments", "--no-password"]
    for _ in _run([*command, f"--dbname={variables['PGDATABASE']}"], variables, archive):
        pass


def counts(archive: Iterable[bytes]) -> dict[str, int]:
    """Rows of each table in an archive, read to its end. No server is asked."""
    found: Counter[str] = Counter()
    table, rest = "", b""
    for part in _run(["pg_restore", "--data-only", "--file=-"], {}, archive):
        *lines, rest = (rest + part).splitlines(keepends=True)
        if rest.endswith(b"\n"):
            lines, rest = [*lines, rest], b""
        for line in lines:
            if table:
                table = "" if line == END else table
                found[table] += bool(table)
            elif named := COPY.match(line):
                table = named[1].decode().strip('"').replace('""', '"')
    del found[""]
    return dict(found)


def _run(command: list[str], variables: dict[str, str], given: Iterable[bytes] | None = None) -> Iterator[bytes]:
    """The tool's output while it runs. ArchiveError in its own words unless it ended well."""
    with tempfile.TemporaryFile() as told:
        try:
            process = subprocess.Popen(
                command,
                env={**os.environ, **variables},
                stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=told,
            )
        except FileNotFoundError:
            raise ArchiveError(f"{command[0]} is not on PATH; install PostgreSQL's client tools") from None
        feeder = _Feeder(process, given) if given is not None else None
        assert process.stdout
        try:
            while part := os.read(process.stdout.fileno(), READ):
                yield part
            ended = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            process.stdout.close()
            if feeder:
                feeder.join()
        if feeder and feeder.error:
            raise feeder.error
        if ended:
            told.seek(0)
            lines = told.read().decode(errors="replace").strip().splitlines() or [f"exit code {ended}"]
            raise ArchiveError(lines[0])


class _Feeder(threading.Thread):
    """Writes to a process; where the source fails, kills it, so that it can't take what came for the whole."""

    def __init__(self, process: subprocess.Popen[bytes], content: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self.process, self.content, self.error = process, content, None
        self.start()

    def run(self) -> None:
        assert self.process.stdin
        self.error: Exception | None
        try:
            for part in self.content:
                self.process.stdin.write(part)
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # the process ended early; its own exit code says whether that is an error
        except Exception as error:
            self.error = error
            self.process.kill()
