"""Reads a runbook's Markdown. What doesn't hold is one sentence with file and line."""

from __future__ import annotations

import hashlib
import re
import shlex
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import ValidationError

from scripts.errors import UserError
from scripts.runbooks.book import Block, Effect, Front, Runbook

FOLDER = Path(__file__).resolve().parents[2] / "runbooks"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
ATTRIBUTES = ("id", "effect", "verify", "rollback", "timeout", "confirm", "mark", "journal", "sets", "facts")
NEEDED = {
    Effect.READ: (),
    Effect.CHANGE: ("verify", "rollback"),
    Effect.DESTROY: ("confirm", "mark", "journal", "verify"),
}


class RunbookError(UserError):
    """Says file, line, and what is allowed."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path.name}:{line}: {what}.")


def names(folder: Path = FOLDER) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.md"))


def load(name: str, folder: Path = FOLDER) -> Runbook:
    if name not in names(folder):
        raise UserError(f"Runbook {name!r} is not known; allowed are {', '.join(names(folder))}.")
    return read(folder / f"{name}.md")


def load_all(folder: Path = FOLDER) -> list[Runbook]:
    """Every runbook of the folder. None at all is a mistake, too."""
    if not (found := names(folder)):
        raise UserError(f"{folder}: there is no runbook here.")
    return [read(folder / f"{name}.md") for name in found]


def read(path: Path) -> Runbook:
    content = path.read_bytes()
    front, body, offset = _split(path, content.decode())
    facts = _front(path, front)
    tokens = MarkdownIt().parse(body)
    blocks = tuple(_block(path, token, offset) for token in tokens if token.type == "fence")
    if not blocks:
        raise RunbookError(path, 1, "no block to run was found; a runbook needs at least one with an id and an effect")
    _check_ids(path, blocks)
    _check_variables(path, facts, blocks)
    return Runbook(name=path.stem, path=path, sha256=hashlib.sha256(content).hexdigest(), front=facts, blocks=blocks)


def _split(path: Path, text: str) -> tuple[str, str, int]:
    """Front matter, body, and the number of lines before the body."""
    head, fence, rest = text.partition("---\n")
    front, end, body = rest.partition("\n---\n")
    if head or not fence or not end:
        raise RunbookError(path, 1, "the file must begin with front matter between two lines of ---")
    return front, body, front.count("\n") + 3


def _front(path: Path, text: str) -> Front:
    try:
        return Front.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise RunbookError(path, line, f"the front matter isn't YAML: {getattr(error, 'problem', error)}") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "front matter"
        lines = text.splitlines()
        line = next((n for n, one in enumerate(lines, 2) if first["loc"] and one.startswith(f"{first['loc'][0]}:")), 1)
        raise RunbookError(path, line, f"{field}: {first['msg'].removeprefix('Value error, ')}") from None


def _block(path: Path, token: Token, offset: int) -> Block:
    line = (token.map or [0])[0] + offset + 1
    found = _attributes(path, line, token.info)
    try:
        block = Block(text=token.content.strip(), line=line, **found)
    except ValidationError as error:
        first = error.errors()[0]
        where = str(first["loc"][0]) if first["loc"] else "block"
        value = f" {first['input']!r}" if first["type"] != "missing" else ""
        raise RunbookError(path, line, f"{where}{value}: {first['msg'].removeprefix('Value error, ')}") from None
    if not NAME.fullmatch(block.id):
        raise RunbookError(path, line, f"id {block.id!r} is not allowed; allowed are small letters, digits and dashes")
    if not block.text:
        raise RunbookError(path, line, f"block {block.id} is empty")
    if missing := [name for name in NEEDED[block.effect] if not getattr(block, name)]:
        raise RunbookError(
            path, line, f"block {block.id} has effect={block.effect.value} and no {missing[0]}; it needs "
            + ", ".join(NEEDED[block.effect])
        )  # fmt: skip
    return block


def _attributes(path: Path, line: int, info: str) -> dict[str, Any]:
    try:
        language, *pairs = shlex.split(info) or [""]
    except ValueError as error:
        raise RunbookError(path, line, f"the block's attributes can't be read: {error}") from None
    if language not in ("sh", "bash"):
        raise RunbookError(path, line, f"a block in {language or 'no language'} can't be run; allowed are sh and bash")
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in ATTRIBUTES:
            raise RunbookError(path, line, f"attribute {name!r} is not known; allowed are {', '.join(ATTRIBUTES)}")
        if name in found:
            raise RunbookError(path, line, f"attribute {name} is there twice")
        found[name] = value
    return found


def _check_ids(path: Path, blocks: tuple[Block, ...]) -> None:
    seen: dict[str, int] = {}
    for block in blocks:
        if block.id in seen:
            raise RunbookError(path, block.line, f"id {block.id} is the one of line {seen[block.id]} already")
        seen[block.id] = block.line


def _check_variables(path: Path, front: Front, blocks: tuple[Block, ...]) -> None:
    """A variable is an input or what an earlier block set; what is declared is used."""
    known = set(front.inputs)
    for block in blocks:
        if unknown := sorted(block.variables - known - {block.sets}):
            declared = ", ".join(sorted(known)) or "none"
            raise RunbookError(path, block.line, f"block {block.id} uses ${unknown[0]}; known here are {declared}")
        if block.sets:
            known.add(block.sets)
    used = {name for block in blocks for name in block.variables}
    if unused := sorted(set(front.inputs) - used):
        raise RunbookError(path, 1, f"input {unused[0]} is used by no block")
