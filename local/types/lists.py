"""What the models don't say and people wrote down: what only creation sets, what is secret, what is always so."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def only_created(token: str, steps: Sequence[str]) -> bool:
    """True if `create_only.txt` lists this property, or one that holds it."""
    return any(list(steps[: len(path)]) == path for path in _listed("create_only.txt").get(token, ()))


def secret(token: str, steps: Sequence[str]) -> bool:
    """True if `secrets.txt` lists this property, or one that holds it, by name or for its type."""
    listed = _listed("secrets.txt")
    names = {path[0].lower() for path in listed[""]}
    return not names.isdisjoint(step.lower() for step in steps) or any(
        list(steps[: len(path)]) == path for path in listed.get(token, ())
    )


def computed(token: str) -> Sequence[Sequence[str]]:
    """Paths of what the service decides although it may be sent, from `computed.txt`."""
    return _listed("computed.txt").get(token, ())


@cache
def constants(token: str) -> tuple[tuple[str, str], ...]:
    """(path in the body, value) of what azure-native says by itself, from `constants.txt`."""
    lines = (line.split() for line in _lines("constants.txt"))
    return tuple((path, value) for owner, path, value in lines if owner == token)


@cache
def _listed(file: str) -> dict[str, list[list[str]]]:
    """Paths by type; those for every type under ""."""
    found: dict[str, list[list[str]]] = {"": []}
    for line in _lines(file):
        token, _, path = line.rpartition(" ")
        found.setdefault(token.strip(), []).append(path.split("."))
    return found


def _lines(file: str) -> Iterator[str]:
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if text := line.partition("#")[0].strip():
            yield text
