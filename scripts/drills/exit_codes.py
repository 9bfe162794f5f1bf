"""What a drill's exit code says, and which error says what."""

from collections.abc import Iterable
from enum import IntEnum

import psycopg
from azure.core.exceptions import AzureError


class Exit(IntEnum):
    """Pipelines and people read these: never renumber."""

    PASS = 0
    BAD = 1  # the backup, or the data in it, is not what it must be
    TARGET_MISSED = 2  # all data was right, but the recovery point or time was beyond its target
    COULD_NOT_VERIFY = 3  # nobody knows; as bad as a failure until someone does
    REFUSED = 4  # going on would have broken a rule; nothing was made
    CLEAN_UP_INCOMPLETE = 5  # verified, but something of the drill may still exist


SENTENCES = {
    Exit.PASS: "The backup came back complete, in time, and the copy is gone.",
    Exit.BAD: "The backup or the data in it is not what it must be.",
    Exit.TARGET_MISSED: "The data is right, but a recovery target was missed.",
    Exit.COULD_NOT_VERIFY: "The drill could not verify; that counts as failed.",
    Exit.REFUSED: "Refused for safety; nothing was made.",
    Exit.CLEAN_UP_INCOMPLETE: "The data is right, but something that the drill made may still exist.",
}

# Worst first. Known-bad data outranks everything; left-over copies of customer data outrank a missed target.
SEVERITY = (
    Exit.REFUSED,
    Exit.BAD,
    Exit.COULD_NOT_VERIFY,
    Exit.CLEAN_UP_INCOMPLETE,
    Exit.TARGET_MISSED,
    Exit.PASS,
)


def worst(codes: Iterable[Exit]) -> Exit:
    """The code to end with. Without any code nothing was verified."""
    return min(codes, key=SEVERITY.index, default=Exit.COULD_NOT_VERIFY)


class DrillError(Exception):
    """One sentence, and the exit code that it stands for."""

    exit = Exit.COULD_NOT_VERIFY


class BackupError(DrillError):
    exit = Exit.BAD


class UnverifiedError(DrillError):
    exit = Exit.COULD_NOT_VERIFY


class RefusedError(DrillError):
    exit = Exit.REFUSED


# What PostgreSQL says when the files themselves are broken: class XX and failed reads of pages.
CORRUPTION = (psycopg.errors.DataCorrupted, psycopg.errors.IndexCorrupted)


def classify(error: BaseException) -> Exit:
    """Broken data is bad; everything that merely kept us from looking leaves us not knowing."""
    if isinstance(error, DrillError):
        return error.exit
    if isinstance(error, CORRUPTION):
        return Exit.BAD
    return Exit.COULD_NOT_VERIFY


def sentence(error: BaseException) -> str:
    """The first line of what went wrong, with its kind where the message alone would puzzle."""
    text = str(getattr(error, "message", None) or error).strip()
    first = text.splitlines()[0] if text else ""
    if isinstance(error, DrillError | AzureError) and first:
        return first
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
