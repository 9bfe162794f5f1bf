"""The rules over programs that weren't written for them: `python -m policies.corpus FOLDER`.

Every folder below with a Pulumi.yaml and a __main__.py is run by itself, under Pulumi's own test monitor: nothing is
sent anywhere, configuration that is asked for and missing is a word, and each resource is what the program says of it.
The programs' code is executed: use it on code that you would run.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from policies.engine.discovery import rules
from policies.engine.evaluator import Evaluator
from policies.engine.resource import Resource, Stack, plain_type
from policies.engine.values import from_json
from policies.engine.verdict import Kind, Verdict

SECONDS = 120
LONGEST = 200  # characters of a text that is kept in a record
KEY = ("rule", "resource", "property")


def programs(folder: Path) -> Iterator[Path]:
    for project in sorted(folder.rglob("Pulumi.yaml")):
        if (project.parent / "__main__.py").exists():
            yield project.parent


def resources(program: Path) -> list[dict[str, Any]]:
    """What a program asks for, run in a process of its own. RuntimeError with its last line if it can't run."""
    command = [sys.executable, "-m", "policies.corpus_record", str(program.resolve())]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise RuntimeError((done.stderr.strip() or "it said nothing").splitlines()[-1])
    return json.loads(lines[-1])


def judge(found: list[dict[str, Any]]) -> list[Verdict]:
    evaluator = Evaluator(rules())
    made = [
        Resource(f"urn:pulumi:corpus::c::{one['type']}::{one['name']}", plain_type(one["type"]), one["name"],
                 from_json(one["inputs"]).properties, id=one["id"])
        for one in found
    ]  # fmt: skip
    return [verdict for each in made for verdict in evaluator.resource(each)] + evaluator.stack(Stack(made))


def kept(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The resources without long texts, which are scripts and contents: no rule reads one, and none is ours to keep."""

    def short(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: short(each) for key, each in value.items()}
        if isinstance(value, list):
            return [short(each) for each in value]
        return f"{len(value)} characters" if isinstance(value, str) and len(value) > LONGEST else value

    return [{**one, "inputs": short(one["inputs"])} for one in found]


def listed(verdicts: list[Verdict]) -> list[dict[str, str]]:
    """Each verdict as the rule, what it is about, and the property; in the order of their text."""
    about = [("::".join(one.urn.split("::")[2:]).removeprefix("azure-native:"), one) for one in verdicts]
    lines = [
        {"rule": one.rule.name, "resource": where, "property": one.finding.path if one.finding else one.kind.value}
        for where, one in about
    ]
    return sorted(lines, key=lambda line: tuple(line.values()))


def record(file: Path, found: list[dict[str, Any]], verdicts: list[Verdict]) -> None:
    """Writes the program's record. What was said of a finding when it was read stays; of a new one nothing is said."""
    known = yaml.safe_load(file.read_text()) if file.exists() else {}
    said = {tuple(one[key] for key in KEY): one["holds"] for one in known.get("findings", ())}
    findings = [{**line, "holds": said.get(tuple(line[key] for key in KEY), "")} for line in listed(verdicts)]
    whole = {"findings": findings, "missed": known.get("missed", []), "resources": found}
    file.write_text(yaml.safe_dump(whole, sort_keys=False, width=130))


def main() -> int:
    """Exit codes: 0 every program that runs was judged without a rule failing, 1 a rule failed, 2 nothing to judge."""
    parser = ArgumentParser(prog="python -m policies.corpus", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--record", type=Path, help="a folder for what each program asks for and what is found")
    given = parser.parse_args()
    judged, broken = 0, 0
    for program in programs(given.folder):
        name = program.relative_to(given.folder)
        try:
            found = resources(program)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            sys.stdout.write(f"{name}: can't be run here: {error}\n")
            continue
        found = kept(found)
        verdicts = judge(found)
        if given.record:
            record(given.record / f"{name}.yaml", found, verdicts)
        judged += 1
        kinds = Counter(verdict.kind.value for verdict in verdicts)
        broken += kinds[Kind.BROKEN.value]
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "nothing found"
        sys.stdout.write(f"{name}: {len(found)} resources; {counts}\n")
        for verdict in verdicts:
            sys.stdout.write(f"  {verdict.kind.value}: {verdict.message}\n")
    sys.stdout.write(f"{judged} programs judged, {broken} rules failed.\n")
    return 2 if not judged else int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
