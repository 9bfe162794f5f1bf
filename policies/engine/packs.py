"""Packs: rules by subject, for those who want some. A rule is in each pack of which it serves a commitment."""

from collections.abc import Iterable
from difflib import get_close_matches

from policies.engine.discovery import rules
from policies.engine.rule import CRITICAL, AnyRule

BASELINE = "baseline"
SUBJECTS: dict[str, tuple[str, ...]] = {
    "residency": ("RES",),
    "data-protection": ("ENC", "TEN", "DEL"),
    "network": ("NET",),
    "access": ("ACC",),
    "backup": ("BAK",),
    "logging": ("LOG",),
}
"""What each pack keeps, as the first letters of the commitments."""
PACKS = (BASELINE, *SUBJECTS)


class PackError(ValueError):
    """There is no such pack; the message is one sentence."""


def packs_of(rule: AnyRule) -> tuple[str, ...]:
    """The baseline holds what is critical, and what belongs to no subject."""
    families = {commitment.partition("-")[0] for commitment in rule.serves}
    subjects = tuple(name for name, kept in SUBJECTS.items() if not families.isdisjoint(kept))
    return (BASELINE, *subjects) if rule.severity is CRITICAL or not subjects else subjects


def chosen(names: Iterable[str]) -> tuple[AnyRule, ...]:
    """The rules of these packs, each once; of no packs, all rules. Raises PackError."""
    wanted = tuple(names)
    for name in wanted:
        if name not in PACKS:
            near = get_close_matches(name, PACKS, 1)
            hint = f"did you mean {near[0]}?" if near else f"allowed are {', '.join(PACKS)}."
            raise PackError(f"There is no pack {name!r}; {hint}")
    return tuple(rule for rule in rules() if not wanted or not set(wanted).isdisjoint(packs_of(rule)))
