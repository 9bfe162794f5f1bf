"""What a property must be, as the catalogue writes it, and how a value is found in a resource.

A condition is a value (equal), a list (one of them), or a mapping with one of:
`min`, `max` (numbers, or ISO 8601 durations in days, weeks, months, years), `eu` (a region inside the EU), `set`
(anything but empty), `like` (a regular expression for the whole text), `holds` (a list with an element that meets those
conditions).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from controls import residency

WORDS = ("min", "max", "eu", "set", "like", "holds")
DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
DAYS = (365, 30, 7, 1)


def look(properties: Any, path: str) -> list[Any]:
    """All values at a dotted path; `[*]` stands for each element of a list. Empty: it isn't there."""
    return list(_walk(properties, path.replace("[*]", ".*").split(".")))


def _walk(value: Any, steps: list[str]) -> Iterator[Any]:
    if not steps:
        yield value
    elif steps[0] == "*":
        for each in value if isinstance(value, list) else ():
            yield from _walk(each, steps[1:])
    elif isinstance(value, Mapping) and steps[0] in value:
        yield from _walk(value[steps[0]], steps[1:])


def meets(value: Any, wanted: Any) -> bool:
    """Whether one value meets a condition."""
    if isinstance(wanted, list):
        return any(_same(value, each) for each in wanted)
    if not isinstance(wanted, Mapping):
        return _same(value, wanted)
    return all(_word(value, word, given) for word, given in wanted.items())


def _word(value: Any, word: str, given: Any) -> bool:
    if word == "eu":
        return residency.normalise(str(value)) in residency.EU
    if word == "set":
        return value not in (None, "", [], {})
    if word == "like":
        return re.fullmatch(str(given), str(value)) is not None
    if word == "holds":
        elements = value if isinstance(value, list) else []
        return any(
            all(
                (found := _inside(each, path)) and all(meets(one, wanted) for one in found)
                for path, wanted in given.items()
            )
            for each in elements
        )
    number, limit = _number(value), _number(given)
    if number is None or limit is None:
        return False
    return number >= limit if word == "min" else number <= limit


def _inside(element: Any, path: str) -> list[Any]:
    """Azure wraps the elements of some lists (security rules, say) in `properties`, azure-native doesn't."""
    return look(element, path) or look(element, f"properties.{path}")


def _same(value: Any, wanted: Any) -> bool:
    """Azure changes the case of names and writes 30 as "30" where a type says text."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return str(value).casefold() == str(wanted).casefold()


def _number(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = str(value)
    if len(text) > 1 and (match := DURATION.fullmatch(text)):
        return sum(int(count or 0) * days for count, days in zip(match.groups(), DAYS, strict=True))
    try:
        return float(text)
    except ValueError:
        return None


def say(wanted: Any) -> str:
    """The condition in words, for a sentence that ends in "must be …"."""
    if isinstance(wanted, list):
        return " or ".join(map(plain, wanted))
    if not isinstance(wanted, Mapping):
        return plain(wanted)
    words = {"min": "at least {}", "max": "at most {}", "eu": "inside the EU", "set": "set", "like": "like {}"}
    return " and ".join(
        "a list with " + ", ".join(f"{path} {say(each)}" for path, each in given.items())
        if word == "holds"
        else words[word].format(given)
        for word, given in wanted.items()
    )


def plain(value: Any) -> str:
    """A value for a sentence: lists and mappings only by their size."""
    if isinstance(value, list | Mapping):
        return f"({len(value)} {'entry' if len(value) == 1 else 'entries'})"
    return str(value).lower() if isinstance(value, bool) else str(value)


def mistake(wanted: Any) -> str | None:
    """What is wrong with a condition as written, or None."""
    if isinstance(wanted, Mapping):
        if unknown := [str(word) for word in wanted if word not in WORDS]:
            return f"condition {unknown[0]!r} is not known; allowed are {', '.join(WORDS)}"
        if not wanted:
            return "a condition is empty"
    return None
