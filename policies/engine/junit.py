"""Verdicts as JUnit's XML: one test case a rule, so that a pipeline shows also what was held and found in order."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from policies.engine.discovery import rules
from policies.engine.packs import packs_of
from policies.engine.settings import Level
from policies.engine.verdict import Kind, Verdict


def as_junit(verdicts: Sequence[Verdict]) -> str:
    """A mandatory finding fails its rule's case; what is advisory or exempted is said in it and fails nothing."""
    by_rule: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_rule.setdefault(verdict.rule.name, []).append(verdict)
    failed = {name for name, found in by_rule.items() if any(each.level is Level.MANDATORY for each in found)}
    suite = Element("testsuite", name="cordon", tests=str(len(rules())), failures=str(len(failed)), errors="0")
    for rule in rules():
        case = SubElement(suite, "testcase", classname=f"cordon.{packs_of(rule)[-1]}", name=rule.name)
        found = by_rule.get(rule.name, [])
        broken = [each for each in found if each.level is Level.MANDATORY]
        if broken:
            failure = SubElement(case, "failure", message=broken[0].message, type=rule.severity.value)
            failure.text = "\n".join(each.message for each in broken)
        if said := [each.message for each in found if each not in broken]:
            SubElement(case, "system-out").text = "\n".join(said)
        if not broken and any(each.kind is Kind.EXEMPTED for each in found):
            case.set("assertions", "0")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suite, encoding="unicode") + "\n"
