"""What exists, held against the rules: a saved state or a live subscription in, findings out in several formats.

pulumi stack export | python -m policies.scan - --format sarif
python -m policies.scan --subscription <id> --format page > findings.html
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from policies import live
from policies.engine.discovery import rules
from policies.engine.evaluator import Evaluator
from policies.engine.exemptions import Exemption, ExemptionError, load
from policies.engine.junit import as_junit
from policies.engine.page import as_page
from policies.engine.report import as_json, as_sarif, as_text
from policies.engine.resource import Resource, Stack, plain_type, references
from policies.engine.rule import Rule
from policies.engine.settings import Level
from policies.engine.unknowns import guard
from policies.engine.values import Converted, from_json
from policies.engine.verdict import Verdict

EXEMPTIONS = Path(__file__).parent / "exemptions.yaml"
FORMATS = {"text": as_text, "json": as_json, "sarif": as_sarif, "junit": as_junit, "page": as_page}


def scan(state: dict[str, Any], exemptions: Iterable[Exemption] = ()) -> list[Verdict]:
    """Verdicts on a state's resources: resource rules on what was asked for, stack rules on what came of it.

    Nothing more will become known, so what can't be decided (an encrypted secret) counts as broken.
    """
    evaluator = Evaluator(rules(), exemptions)
    evaluator.final = True
    verdicts: list[Verdict] = []
    for each in _ours(state):
        verdicts += evaluator.resource(_resource(each, from_json(each.get("inputs") or {})))
    return verdicts + evaluator.stack(Stack(deployed(state)))


def scan_live(rows: Iterable[dict[str, Any]], exemptions: Iterable[Exemption] = ()) -> list[Verdict]:
    """Verdicts on what Resource Graph shows: resource rules only (see `policies.live`)."""
    evaluator = Evaluator((rule for rule in rules() if isinstance(rule, Rule)), exemptions)
    evaluator.final = True
    return [verdict for resource in live.resources(rows) for verdict in evaluator.resource(resource)]


def _azure_errors() -> tuple[type[Exception], ...]:
    """What Azure's clients raise, if a client was loaded at all."""
    module = sys.modules.get("azure.core.exceptions")
    return (module.AzureError,) if module else ()


def deployed(state: dict[str, Any]) -> list[Resource]:
    """The resources of a state as stack rules see them: what came of each, over what was asked for."""
    return [
        _resource(each, _merged(from_json(each.get("inputs") or {}), from_json(each.get("outputs") or {})))
        for each in _ours(state)
    ]


def _ours(state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in state.get("deployment", {}).get("resources", []):
        if not each.get("delete") and not each.get("external"):
            yield each


def _merged(inputs: Converted, outputs: Converted) -> Converted:
    merged = {**dict(inputs.properties), **dict(outputs.properties)}
    unknown = inputs.unknown or outputs.unknown
    return Converted(guard(merged) if unknown else merged, unknown, (*inputs.secrets, *outputs.secrets))


def _resource(saved: dict[str, Any], converted: Converted) -> Resource:
    by_property = (urn for urns in (saved.get("propertyDependencies") or {}).values() for urn in urns or ())
    return Resource(
        saved["urn"],
        plain_type(saved["type"]),
        saved["urn"].rpartition("::")[2],
        converted.properties,
        converted.secrets,
        converted.unknown,
        saved.get("parent", ""),
        saved.get("id", ""),
        references(saved.get("dependencies") or (), by_property),
    )


def main() -> int:
    """Exit codes: 0 nothing mandatory broken, 1 something is, 2 no state could be read."""
    parser = ArgumentParser(prog="python -m policies.scan", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("state", nargs="?", help="the file that `pulumi stack export` wrote; - reads standard input")
    parser.add_argument("--subscription", help="scan this subscription by Resource Graph, instead of a state")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--exemptions", type=Path, default=EXEMPTIONS)
    given = parser.parse_args()
    if bool(given.state) is bool(given.subscription):
        parser.error("one of state and --subscription is needed")
    source = given.state or f"subscription {given.subscription}"
    try:
        exemptions = load(given.exemptions, (rule.name for rule in rules()))
        if given.subscription:
            verdicts = scan_live(live.rows(given.subscription), exemptions)
        else:
            verdicts = scan(json.loads(sys.stdin.read() if source == "-" else Path(source).read_text()), exemptions)
    except (OSError, json.JSONDecodeError, ExemptionError, *_azure_errors()) as error:
        sys.stderr.write(f"{source}: could not be read: {' '.join(str(error).split())}\n")
        return 2
    sys.stdout.write(FORMATS[given.format](verdicts))
    return int(any(verdict.level is Level.MANDATORY for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
