"""What a person or a command gives to a runbook: checked before it comes near a shell, or a record."""

from __future__ import annotations

import re

from scripts.errors import UserError
from scripts.runbooks import redaction
from scripts.runbooks.book import Runbook


def problem(book: Runbook, name: str, value: str) -> str | None:
    """Why a value can't be this input, if it can't."""
    if name not in book.front.inputs:
        return f"Input {name} is not one of {book.name}; allowed are {', '.join(book.front.inputs) or 'none'}"
    wanted = book.front.inputs[name].kind
    if not re.fullmatch(wanted.value, value):
        return f"Input {name} is {value[:60]!r}; it must be a {wanted.name.lower()}"
    if kinds := redaction.find(value, redaction.secrets()):
        return f"Input {name} looks like a secret ({kinds[0]}); secrets are read from the vault, never given"
    return None


def given(book: Runbook, pairs: list[str]) -> dict[str, str]:
    """`NAME=VALUE` pairs, checked before anything is begun."""
    found = dict[str, str]()
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UserError(f"--set {pair!r} is not allowed; allowed is NAME=VALUE.")
        if wrong := problem(book, name, value):
            raise UserError(f"{wrong}.")
        found[name] = value
    return found
