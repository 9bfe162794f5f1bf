"""`python -m policies.mutation [STATE]`: the score, over the rules' examples and a saved state's resources.

pulumi stack export > state.json, or the state.json of a rehearsal.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from policies.engine.discovery import rules
from policies.engine.resource import plain_type
from policies.engine.rule import Rule, StackRule
from policies.engine.unknowns import UNKNOWN
from policies.engine.values import Converted, from_json
from policies.mutation import stacks
from policies.mutation.outcome import Outcome
from policies.mutation.trial import Subject, trial
from policies.scan import deployed


def estate(state: dict[str, Any]) -> list[Subject]:
    """The inputs of a saved state's resources, those of Azure and AWS."""
    found = state.get("deployment", {}).get("resources", [])
    ours = (each for each in found if each["type"].startswith(("azure-native:", "aws:")))
    return [
        Subject(plain_type(each["type"]), each["urn"].rpartition("::")[2], _opened(from_json(each.get("inputs") or {})))
        for each in ours
        if not each.get("delete") and not each.get("external")
    ]


def _opened(converted: Converted) -> dict[str, Any]:
    """The properties, with a word in place of what is encrypted in a state: it is known when a program runs."""

    def opened(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: opened(dict.get(value, key)) for key in dict.keys(value)}
        if isinstance(value, list):
            return [opened(each) for each in list.__iter__(value)]
        return "concealed" if value is UNKNOWN else value

    return opened(converted.properties)


def main() -> int:
    """Exit codes: 0 every mutant refused and nothing good, 1 not so, 2 no state could be read."""
    began = time.perf_counter()
    found = [rule for rule in rules() if isinstance(rule, Rule)]
    try:
        state = json.loads(Path(sys.argv[1]).read_text()) if len(sys.argv) > 1 else {}
    except (OSError, json.JSONDecodeError) as error:
        sys.stderr.write(f"{sys.argv[1]}: no state could be read: {error}\n")
        return 2
    subjects = estate(state)
    outcome = trial(found, subjects)
    stacks.trial(outcome, [rule for rule in rules() if isinstance(rule, StackRule)], deployed(state))
    report(outcome, subjects, time.perf_counter() - began)
    unproven = sorted({rule.name for rule in rules()} - set(outcome.by_rule))
    for name in unproven:
        sys.stdout.write(f"No mutation is refused by {name}.\n")
    bare = sorted(unguarded(found, subjects))
    if bare:
        sys.stdout.write(f"Types of the estate of which no rule but the region's reads anything: {', '.join(bare)}.\n")
    return int(bool(outcome.survivors or outcome.broken or outcome.false_positives or unproven))


def unguarded(rules: list[Rule], subjects: list[Subject]) -> set[str]:
    """Mutations without rules: the types that are only held to a region."""
    own = {token for rule in rules for token in rule.types}
    return {subject.token.partition(":")[2] for subject in subjects} - {token.partition(":")[2] for token in own}


def report(outcome: Outcome, subjects: list[Subject], seconds: float) -> None:
    for line in (*map(str, outcome.survivors), *outcome.broken, *outcome.false_positives):
        sys.stdout.write(f"{line}\n")
    tried = sum(outcome.tried.values())
    kinds = ", ".join(f"{kind} {number:,}" for kind, number in sorted(outcome.tried.items()))
    sys.stdout.write(
        f"Mutation score {outcome.score:.2%}: {outcome.refused:,} of {tried:,} mutants refused ({kinds}); "
        f"{outcome.harmless:,} more are good by an example.\n"
        f"{len(rules())} rules, {len(outcome.types)} types, {len(subjects)} resources of the estate, "
        f"{len(outcome.false_positives)} false positives, {seconds:.1f} s.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
