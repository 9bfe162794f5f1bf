"""Runs the rules: on a resource, dispatched by its type, and on a stack; applies levels, settings, exemptions."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any

from policies.engine.exemptions import Exemption
from policies.engine.finding import Finding
from policies.engine.resource import Case, Resource, Stack
from policies.engine.rule import AnyRule, Rule, StackRule
from policies.engine.settings import Level, SettingError, configured, defaults
from policies.engine.unknowns import UndecidableError
from policies.engine.verdict import Kind, Verdict, called, undecided, violation


class Evaluator:
    """`final` says that this is a deployment: what can't be decided now will never be, and counts as broken."""

    def __init__(
        self, rules: Iterable[AnyRule], exemptions: Iterable[Exemption] = (), *, today: date | None = None
    ) -> None:
        self.rules = {rule.name: rule for rule in rules}
        self.exemptions = tuple(exemptions)
        self.today = today or datetime.now(UTC).date()
        self.final = False
        self._levels = {name: rule.level for name, rule in self.rules.items()}
        self._settings = {name: defaults(rule.settings) for name, rule in self.rules.items()}
        self._used: set[Exemption] = set()
        self._by_type: dict[str, tuple[Rule, ...]] = {}

    def configure(self, config: Mapping[str, tuple[Level, Mapping[str, Any]]]) -> None:
        """Level and settings by rule name; raises SettingError and then has changed nothing."""
        for name in config:
            if name not in self.rules:
                near = get_close_matches(name, self.rules, 1)
                hint = f"; did you mean {near[0]}?" if near else "."
                raise SettingError(f"The configuration names the rule {name!r}, which doesn't exist{hint}")
        settings = {name: configured(name, self.rules[name].settings, given) for name, (_, given) in config.items()}
        self._levels |= {name: level for name, (level, _) in config.items()}
        self._settings |= settings
        self._by_type = {}

    def level(self, rule: AnyRule) -> Level:
        """What a violation counts as. One that remediation didn't put right stops the deployment."""
        level = self._levels[rule.name]
        return Level.MANDATORY if level is Level.REMEDIATE else level

    def applicable(self, token: str) -> tuple[Rule, ...]:
        """The enabled resource rules for a type."""
        found = self._by_type.get(token)
        if found is None:
            wanted = {token, f"{token.partition(':')[0]}:*"}  # ANY_AZURE, ANY_AWS
            found = self._by_type[token] = tuple(
                rule for rule in self._enabled() if isinstance(rule, Rule) and not wanted.isdisjoint(rule.types)
            )
        return found

    def resource(self, resource: Resource) -> list[Verdict]:
        verdicts: list[Verdict] = []
        for rule in self.applicable(resource.type):
            function: Any = rule.function
            try:
                if rule.takes_case:
                    for found in function(resource.properties, Case(resource, self._settings[rule.name])):
                        verdicts.append(self._judge(rule, resource, found))
                else:
                    for found in function(resource.properties):
                        verdicts.append(self._judge(rule, resource, found))
            except UndecidableError as unknown:
                verdicts.append(self._undecided(rule, resource, unknown.path))
            except Exception as error:
                verdicts.append(self._broken(rule, resource, error))
        return verdicts

    def stack(self, stack: Stack) -> list[Verdict]:
        """The stack rules, then what is to be said of the exemptions now that every resource was seen."""
        verdicts: list[Verdict] = []
        by_urn = {resource.urn: resource for resource in stack.resources}
        for rule in self._enabled():
            if isinstance(rule, StackRule):
                try:
                    for found in rule.findings(stack.with_settings(self._settings[rule.name])):
                        verdicts.append(self._judge(rule, by_urn.get(found.at or ""), found))
                except UndecidableError as unknown:
                    verdicts.append(self._undecided(rule, None, unknown.path))
                except Exception as error:
                    verdicts.append(self._broken(rule, None, error))
        return [*verdicts, *self._exemptions(next(iter(by_urn), ""))]

    def remedies(self, resource: Resource) -> Iterator[tuple[Rule, Mapping[str, Any]]]:
        """For rules at level `remediate`: the properties (dotted paths) to set so that the resource keeps the rule."""
        for rule in self.applicable(resource.type):
            if self._levels[rule.name] is Level.REMEDIATE and rule.remedy is not None:
                try:
                    broken = next(rule.findings(resource, self._settings[rule.name]), None)
                    patch = rule.remedy(dict(resource.properties)) if broken else {}
                except UndecidableError:
                    continue  # Analyze, which follows, says so
                if patch:
                    yield rule, patch

    def _enabled(self) -> Iterator[AnyRule]:
        return (rule for rule in self.rules.values() if self._levels[rule.name] is not Level.DISABLED)

    def _judge(self, rule: AnyRule, resource: Resource | None, found: Finding) -> Verdict:
        urn = resource.urn if resource else ""
        sentence = violation(rule, resource, found)
        covering = [each for each in self.exemptions if each.covers(rule.name, urn, found.path)]
        self._used.update(covering)
        for exemption in covering:
            if not exemption.expired(self.today):
                said = f"{sentence} Exempt until {exemption.expires} by {exemption.owner}: {exemption.reason}"
                return Verdict(Kind.EXEMPTED, rule, Level.ADVISORY, urn, said, found, exemption)
        for exemption in covering:
            sentence += f" Its exemption by {exemption.owner} ended on {exemption.expires}."
        return Verdict(Kind.VIOLATION, rule, self.level(rule), urn, sentence, found)

    def _undecided(self, rule: AnyRule, resource: Resource | None, path: str) -> Verdict:
        level = self.level(rule) if self.final else Level.ADVISORY
        message = undecided(rule, resource, path, self.final)
        return Verdict(Kind.UNDECIDED, rule, level, resource.urn if resource else "", message)

    def _broken(self, rule: AnyRule, resource: Resource | None, error: Exception) -> Verdict:
        message = (
            f"{called(resource)}: rule {rule.name} failed on it with {type(error).__name__}: {error}; "
            "correct the rule, or the property if its shape is wrong."
        )
        return Verdict(Kind.BROKEN, rule, self.level(rule), resource.urn if resource else "", message)

    def _exemptions(self, some_urn: str) -> Iterator[Verdict]:
        for exemption in self.exemptions:
            rule = self.rules[exemption.rule]
            if exemption.expired(self.today):
                message = f"The {exemption} ended on {exemption.expires}: remove it, or have its owner renew it."
                yield Verdict(Kind.EXPIRED, rule, Level.MANDATORY, "", message, exemption=exemption)
            elif exemption not in self._used and exemption.concerns(some_urn):
                message = f"The {exemption} covers nothing any more: remove it."
                yield Verdict(Kind.UNUSED, rule, Level.ADVISORY, "", message, exemption=exemption)
