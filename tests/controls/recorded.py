"""Evidence of a real run, recorded: `python -m tests.controls.recorded <evidence.json>` takes it from a gathering.

Kept: the resources about which the catalogue asks, what Azure said of them, the policies and the registers.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from controls import catalogue, links
from controls.catalogue import Catalogue
from controls.evidence import Answer, DrillRun, Evidence, RuleRun, RunbookRun, ScanRun, Target, TestOutcome, TestRun
from controls.links import Links
from controls.proofs.attested import Attested
from controls.proofs.deployed import Deployed
from controls.proofs.scan import Scan

FILE = Path(__file__).with_name("evidence.json")
HELD, FOUND = catalogue.load(), links.find()


def load() -> Evidence:
    return Evidence.model_validate_json(FILE.read_bytes())


def whole(evidence: Evidence, held: Catalogue, found: Links) -> Evidence:
    """The recorded evidence with a passing record of every drill, runbook, test, scan and answer there is now."""
    at, commit = evidence.gathered - timedelta(hours=1), "0" * 40
    met = Target(target=60, measured=30)
    drills = tuple(
        DrillRun(
            drill="20261121-000000-0000", scenario=link.name, title=link.title, serves=link.serves, ended=at,
            passed=True, sentence="It came back.", rpo=met, rto=met, signed_by="thumbprint",
        )
        for link in found.of("drill")
    )  # fmt: skip
    runbooks = tuple(
        RunbookRun(
            runbook=link.name, text_sha256=link.facts["sha256"], title=link.title, serves=link.serves, ended=at,
            mode="rehearse", passed=True, sentence="All blocks are done.", signed_by="thumbprint",
        )
        for link in found.of("runbook")
    )  # fmt: skip
    known = {run.name for run in evidence.rules}
    new = tuple(  # since the recording; whether they apply to it, only another one can tell
        RuleRun(name=link.name, title=link.title, serves=link.serves, applied=0)
        for link in found.of("rule")
        if link.name not in known
    )
    proofs = [proof for each in held for proof in each.proofs]
    facts = {"required_pull_request_reviews.required_approving_review_count": [1], "enforce_admins.enabled": [True]}
    cases: dict[str, TestOutcome] = {link.name: "passed" for link in found.of("test")}
    return evidence.model_copy(
        update={
            "commit": commit,
            "rules": (*evidence.rules, *new),
            "drills": drills,
            "runbooks": runbooks,
            "tests": TestRun(commit=commit, ended=at, passed=len(cases) + 1, failed=0, skipped=0, cases=cases),
            "scans": tuple(
                ScanRun(name=name, tool="scanner", ended=at, errors=0, warnings=0)
                for name in sorted({proof.scan for proof in proofs if isinstance(proof, Scan)})
            ),
            "answers": tuple(
                Answer(name=name, at=at, facts=facts)
                for name in sorted({proof.name for proof in proofs if isinstance(proof, Attested)})
            ),
        }
    )


WHOLE = whole(load(), HELD, FOUND)


def record(file: Path) -> None:
    """Keep what the breaks need of a gathering, and nothing of the machine that it was made on."""
    evidence = Evidence.model_validate_json(file.read_bytes())
    types = {proof.deployed for each in HELD for proof in each.proofs if isinstance(proof, Deployed)}
    kept = tuple(each for each in evidence.resources if each.type in types)
    bare = {"resources": kept, "drills": (), "runbooks": (), "tests": None, "scans": (), "answers": (), "problems": ()}
    said = evidence.model_copy(update=bare).model_dump(mode="json")
    lines = [f"{json.dumps(key)}: {_lines(value)}" for key, value in said.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _lines(value: Any) -> str:
    """A list with an element a line, so that a new recording shows as a difference that can be read."""
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    return "[\n " + ",\n ".join(json.dumps(each) for each in value) + "\n]"


if __name__ == "__main__":
    record(Path(sys.argv[1]))
