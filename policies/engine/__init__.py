"""What every rule shares; a rule imports its words from here. How rules are found and run is in the modules below."""

from policies.engine.azure import (
    absent,
    all_of,
    any_of,
    deny_below,
    deny_each,
    deny_if,
    deny_unless,
    deny_unless_equal,
    differs,
    equals,
    no,
    not_in,
    not_in_azure_policy,
    present,
    some,
)
from policies.engine.finding import Finding, Findings, Properties, either, finding
from policies.engine.paths import at, each, has, known, same
from policies.engine.resource import Case, Resource, Stack
from policies.engine.rule import ANY_AZURE, CRITICAL, HIGH, LOW, MEDIUM, Rule, StackRule
from policies.engine.settings import Level, Setting

__all__ = [
    "ANY_AZURE",
    "CRITICAL",
    "HIGH",
    "LOW",
    "MEDIUM",
    "Case",
    "Finding",
    "Findings",
    "Level",
    "Properties",
    "Resource",
    "Rule",
    "Setting",
    "Stack",
    "StackRule",
    "absent",
    "all_of",
    "any_of",
    "at",
    "deny_below",
    "deny_each",
    "deny_if",
    "deny_unless",
    "deny_unless_equal",
    "differs",
    "each",
    "either",
    "equals",
    "finding",
    "has",
    "known",
    "no",
    "not_in",
    "not_in_azure_policy",
    "present",
    "same",
    "some",
]
