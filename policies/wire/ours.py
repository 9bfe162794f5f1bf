"""Our own rules, held against the state that the program left: the same scan as `policies.scan`, and counted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policies.engine.discovery import rules
from policies.engine.evaluator import Evaluator
from policies.engine.exemptions import Exemption
from policies.engine.resource import plain_type
from policies.engine.rule import StackRule
from policies.engine.settings import Level
from policies.engine.verdict import Kind, Verdict
from policies.scan import scan
from policies.wire.finding import Count, WireFinding

TOOL = "cordon"


def findings(state: dict[str, Any], exemptions: Sequence[Exemption]) -> Iterator[WireFinding]:
    for verdict in scan(state, exemptions):
        yield _finding(verdict)


def count(state: Mapping[str, Any], found: Sequence[WireFinding]) -> Count:
    """A check is one rule on one resource, or one stack rule on the stack."""
    evaluator = Evaluator(rules())
    held = sum(isinstance(rule, StackRule) for rule in evaluator.rules.values())
    for each in state["deployment"].get("resources", ()):
        if not each.get("delete") and not each.get("external"):
            held += len(evaluator.applicable(plain_type(each["type"])))
    by_check: dict[tuple[str, str], set[str]] = {}
    for each in found:
        if each.kind not in (Kind.EXPIRED, Kind.UNUSED):
            by_check.setdefault((each.rule, each.resource), set()).add(each.kind)
    failed = sum(bool(kinds & {Kind.VIOLATION, Kind.BROKEN}) for kinds in by_check.values())
    undecided = sum(Kind.UNDECIDED in kinds for kinds in by_check.values())
    exempted = sum(kinds == {Kind.EXEMPTED} for kinds in by_check.values())
    return Count(
        tool=TOOL,
        passed=held - failed - undecided - exempted,
        failed=failed,
        exempted=exempted,
        undecided=undecided,
    )


def _finding(verdict: Verdict) -> WireFinding:
    rule = verdict.rule
    return WireFinding(
        tool=TOOL,
        rule=rule.name,
        title=rule.title,
        kind=verdict.kind.value,
        fails=verdict.level is Level.MANDATORY,
        severity=rule.severity.value,
        serves=rule.serves,
        resource=verdict.urn,
        property=verdict.finding.path if verdict.finding else "",
        message=verdict.message,
        help=f"{rule.fix} Source: {rule.source}.",
    )
