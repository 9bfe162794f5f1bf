"""The trial: each rule against each mutant of each resource, and the verdict on every one that was let pass.

A mutant may pass only where the rule's own examples call it good: the value, or its absence, stands at that path in one
of them. Every other one that passes has survived: the rule has a hole, or lacks the example that says why it is none.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.engine.evaluator import Evaluator
from policies.engine.resource import Resource
from policies.engine.rule import Rule
from policies.engine.unknowns import UNKNOWN, guard
from policies.engine.verdict import Kind
from policies.mutation.mutants import Mutant, mutants, transplants
from policies.mutation.outcome import Outcome, Survivor
from policies.mutation.reads import Reads, reads

REFUSES = (Kind.VIOLATION, Kind.UNDECIDED)


@dataclass(frozen=True)
class Subject:
    """A resource to break: of the estate, or an example."""

    token: str
    name: str
    properties: Mapping[str, Any]


@dataclass
class Known:
    """What a rule says of each path by its good examples, and by `about` and `optional`."""

    rule: Rule
    good: dict[str, list[Any]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    def allows(self, mutant: Mutant) -> bool:
        if mutant.value in (None, [], {}) and (mutant.path in self.absent or mutant.path in self.rule.optional):
            return True
        return any(_same(mutant.value, value) for value in self.good.get(mutant.path, ()))


def known(rule: Rule) -> Known:
    said = Known(rule)
    for given in rule.good:
        seen = reads(rule, *example(rule, given))
        for path, values in seen.found.items():
            said.good.setdefault(path, []).extend(_plain(value) for value in values)
        said.absent |= seen.missing
    return said


def example(rule: Rule, given: Any) -> tuple[str, Mapping[str, Any]]:
    return given if isinstance(given, tuple) else (rule.types[0], given)


def fixtures(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Subject]]:
    """The good examples: the types that an estate lacks, and every rule at least once."""
    for rule in rules:
        for number, given in enumerate(rule.good, 1):
            token, properties = example(rule, given)
            yield rule, Subject(token, f"good example {number}", properties)


def trial(rules: Iterable[Rule], estate: Iterable[Subject] = ()) -> Outcome:
    found = tuple(rules)
    everything = Evaluator(found)
    outcome = Outcome()
    pairs = list(fixtures(found))
    for subject in estate:
        pairs += [(rule, subject) for rule in everything.applicable(subject.token)]
        judged = everything.resource(_resource(subject, subject.properties))
        outcome.false_positives += [verdict.message for verdict in judged if verdict.kind is Kind.VIOLATION]
    said = {rule.name: known(rule) for rule in found}
    alone = {rule.name: Evaluator([rule]) for rule in found}
    for rule, subject in pairs:
        _try(outcome, rule, subject, said[rule.name], alone[rule.name], everything)
    return outcome


def _try(outcome: Outcome, rule: Rule, subject: Subject, said: Known, alone: Evaluator, everything: Evaluator) -> None:
    if alone.resource(_resource(subject, subject.properties)):
        return  # not good to begin with: said as a false positive, or exempt
    seen = reads(rule, subject.token, subject.properties, subject.name)
    outcome.types.add(subject.token)
    broken = [mutant for path in seen.paths if path not in rule.about for mutant in _mutants(subject, path, seen)]
    bad = [properties for token, properties in (example(rule, one) for one in rule.bad) if token == subject.token]
    for mutant in (*broken, *transplants(subject.properties, seen.paths, bad)):
        if mutant.properties == subject.properties:
            continue
        verdicts = alone.resource(_resource(subject, mutant.properties))
        if any(verdict.kind is Kind.BROKEN for verdict in verdicts):
            outcome.broken.append(f"{rule.name}: {subject.name}: {mutant.path} {mutant.kind} {mutant.value!r}")
        if any(verdict.kind in REFUSES for verdict in verdicts):
            outcome.by_rule[rule.name] += 1
            outcome.tried[mutant.kind] += 1
        elif said.allows(mutant) or _elsewhere(everything, subject, mutant):
            outcome.harmless += 1
        else:
            outcome.tried[mutant.kind] += 1
            outcome.survivors.append(Survivor(rule.name, f"{subject.token} {subject.name}", mutant))


def _mutants(subject: Subject, path: str, seen: Reads) -> Iterator[Mutant]:
    """A rule that asks only whether a reference is there may pass an unknown one: in a first preview all are."""
    for mutant in mutants(subject.properties, path, aws=subject.token.startswith("aws:")):
        if mutant.kind != "unknown" or path not in seen.presence:
            yield mutant


def _elsewhere(everything: Evaluator, subject: Subject, mutant: Mutant) -> bool:
    """Whether another rule of the pack refuses it."""
    before = {verdict.rule.name for verdict in everything.resource(_resource(subject, subject.properties))}
    after = everything.resource(_resource(subject, mutant.properties))
    return any(verdict.kind in REFUSES and verdict.rule.name not in before for verdict in after)


def _resource(subject: Subject, properties: Mapping[str, Any]) -> Resource:
    return Resource("urn", subject.token, subject.name, guard(dict(properties)), unknown=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(dict.get(value, key)) for key in dict.keys(value)}
    return [_plain(each) for each in list.__iter__(value)] if isinstance(value, list) else value


def _same(left: Any, right: Any) -> bool:
    if left is UNKNOWN or right is UNKNOWN:
        return left is right
    return (
        json.dumps(left, sort_keys=True, default=str).lower() == json.dumps(right, sort_keys=True, default=str).lower()
    )
