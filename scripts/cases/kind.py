"""A kind of case: which entries it may have, in which order, which clocks run, what must be there before it is closed.

A kind is a file in `kinds/`; nothing else needs an edit.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from scripts.cases import kinds as folder
from scripts.cases.case import Case, new_id
from scripts.cases.clock import Clock
from scripts.errors import UserError
from scripts.session import Session


class Form(Enum):
    """What a field may look like. People are object ids or roles, never names."""

    ID = r"[A-Za-z0-9/][A-Za-z0-9._:/@+-]{0,511}"
    DAY = r"\d{4}-\d\d-\d\d"
    COUNT = r"\d{1,9}"
    DIGEST = r"[0-9a-f]{64}"
    TEXT = r"[^\x00-\x1f]{3,1000}"
    ANSWER = r"yes|no"
    SEVERITY = r"low|medium|high|critical"


@dataclass(frozen=True)
class Event:
    """`fields` must all be given; `after` are entries that must be there before."""

    fields: Mapping[str, Form] = field(default_factory=dict)
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """`closes`: what must be there at the end. `rules` are asked before an entry is added; they raise UserError."""

    name: str
    title: str
    opened: Mapping[str, Form]
    events: Mapping[str, Event]
    closes: tuple[str, ...]
    clocks: Callable[[Case], list[Clock]] = lambda case: []
    rules: Mapping[str, Callable[[Case, Mapping[str, Any]], None]] = field(default_factory=dict)


def kinds() -> dict[str, Kind]:
    """Every kind in the folder, by name."""
    found = [
        importlib.import_module(f"{folder.__name__}.{one.name}").KIND for one in pkgutil.iter_modules(folder.__path__)
    ]
    return {kind.name: kind for kind in found}


def kind_of(name: str) -> Kind:
    known = kinds()
    if name not in known:
        raise UserError(f"Kind of case {name!r} is not known; allowed are {', '.join(sorted(known))}.")
    return known[name]


def open_case(session: Session, kind: str, run: str, given: Mapping[str, str]) -> Case:
    """The same run opens the same case, once."""
    known = kind_of(kind)
    facts = _checked("opened", known.opened, given)
    case = Case(session, new_id(kind, run))
    if not case.last("opened"):
        case.add("opened", facts)
    return case


def add(case: Case, event: str, given: Mapping[str, str]) -> None:
    """Add an entry that the kind allows here; UserError says what is missing."""
    kind = kind_of(case.kind)
    if event not in kind.events:
        raise UserError(f"Entry {event!r} is not one of {kind.name}; allowed are {', '.join(kind.events)}.")
    if case.is_closed:
        raise UserError(f"Case {case.id} is closed.")
    wanted = kind.events[event]
    facts = _checked(event, wanted.fields, given)
    for before in wanted.after:
        if not case.last(before):
            raise UserError(f"Case {case.id} needs an entry {before} before {event}.")
    if rule := kind.rules.get(event):
        rule(case, facts)
    case.add(event, facts)


def close(case: Case) -> None:
    kind = kind_of(case.kind)
    if case.is_closed:
        return
    if missing := [event for event in kind.closes if not case.last(event)]:
        raise UserError(f"Case {case.id} can't be closed without an entry {missing[0]}.")
    late = [clock.name for clock in kind.clocks(case) if clock.met() is not True]
    case.add("closed", {"late": ", ".join(late)} if late else {})


def clocks(case: Case) -> list[Clock]:
    return kind_of(case.kind).clocks(case)


def at(case: Case, event: str) -> datetime | None:
    entry = case.last(event)
    return datetime.fromisoformat(entry["at"]) if entry else None


def day(text: str) -> datetime:
    """Midnight in UTC at the beginning of a day."""
    parsed = date.fromisoformat(text)
    return datetime(parsed.year, parsed.month, parsed.day, tzinfo=UTC)


def _checked(event: str, fields: Mapping[str, Form], given: Mapping[str, str]) -> dict[str, Any]:
    if unknown := sorted(set(given) - set(fields)):
        raise UserError(f"Field {unknown[0]} is not one of {event}; allowed are {', '.join(fields) or 'none'}.")
    for name, form in fields.items():
        if name not in given:
            raise UserError(f"Entry {event} needs {name} ({form.name.lower()}).")
        if not re.fullmatch(form.value, given[name]):
            raise UserError(f"{name} is {given[name][:60]!r}; it must be a {form.name.lower()} ({form.value}).")
        if form is Form.DAY:
            try:
                date.fromisoformat(given[name])
            except ValueError:
                raise UserError(f"{name} is {given[name]!r}, which no calendar has.") from None
    return {name: int(given[name]) if form is Form.COUNT else given[name] for name, form in fields.items()}
