"""Stack rules on trial: what guards a resource is taken away, or cut loose from it, and the rule must say so.

A resource needs a guard where the rule finds fault with it by itself. Its guards are those that refer to it, or else
all others, of the types that the rule looks at. They are taken away all at once: that some other resource merely waits
for it must not do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from policies.engine.resource import Resource, Stack
from policies.engine.rule import StackRule
from policies.engine.settings import defaults
from policies.mutation.mutants import Mutant
from policies.mutation.outcome import Outcome, Survivor


class WatchedStack(Stack):
    """Remembers which types were asked for, and whether all resources were."""

    def __init__(self, resources: Iterable[Resource], rule: StackRule) -> None:
        super().__init__(resources, defaults(rule.settings))
        self.asked: set[str] = set()
        self.everything = False

    def of(self, *types: str) -> Iterator[Resource]:
        self.asked |= set(types)
        return super().of(*types)

    def __getattribute__(self, name: str) -> Any:
        if name == "resources" and "everything" in self.__dict__:
            self.everything = True
        return super().__getattribute__(name)


def trial(outcome: Outcome, rules: Iterable[StackRule], estate: Sequence[Resource]) -> None:
    for rule in rules:
        for resources in (*rule.good, *([estate] if estate else [])):
            _try(outcome, rule, list(resources))
        for resources in rule.bad:  # the rest of an estate around it must not hide it
            others = [each for each in estate if not _involved(each, resources)]
            _count(outcome, rule, "as a bad example", resources[0] if resources else None, [*others, *resources], None)


def _try(outcome: Outcome, rule: StackRule, resources: list[Resource]) -> None:
    watched = WatchedStack(resources, rule)
    already = {found.at for found in rule.findings(watched)}
    for target in resources:
        alone = any(found.at == target.urn for found in rule.findings(WatchedStack([target], rule)))
        if target.urn in already or not alone:
            continue
        outcome.types.add(target.type)
        others = [each for each in resources if each is not target]
        looked_at = [each for each in others if watched.everything or each.type in watched.asked]
        referring = [each for each in looked_at if Stack.refers(each, target)]
        guards = referring or looked_at
        left = [each for each in resources if each not in guards]
        _count(outcome, rule, "guard removed", target, left, target.urn)
        if referring:
            loose = [replace(each, dependencies=frozenset(), properties={}) for each in guards]
            _count(outcome, rule, "guard cut loose", target, [*left, *loose], target.urn)


def _count(
    outcome: Outcome, rule: StackRule, kind: str, target: Resource | None, resources: list[Resource], at: str | None
) -> None:
    outcome.tried[kind] += 1
    found = [each.at for each in rule.findings(WatchedStack(resources, rule))]
    if found and (at is None or at in found):
        outcome.by_rule[rule.name] += 1
    else:
        name = f"{target.type} {target.name}" if target else "the stack"
        outcome.survivors.append(Survivor(rule.name, name, Mutant(kind, "the stack", None, {})))


def _involved(each: Resource, resources: Sequence[Resource]) -> bool:
    """Whether a resource of the estate would mend the bad example."""
    return any(Stack.refers(each, one) or each.type == one.type for one in resources)
