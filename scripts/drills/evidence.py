"""What a drill leaves for an auditor: canonical JSON of a published schema, chained to the run before, signed.

Never a row's content: counts, digests, ids, times.
"""

from __future__ import annotations

import base64
import json
import platform
import subprocess
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scripts.drills.check import Check
from scripts.estate import CLONE

SCHEMA_FILE = Path(__file__).with_name("evidence.schema.json")
EVIDENCE, MANIFEST, ENVELOPE, PAGE = "evidence.json", "manifest.json", "evidence.dsse.json", "index.html"
MANIFEST_ENVELOPE = "manifest.dsse.json"
PACKAGES = ("azure-mgmt-postgresqlflexibleservers", "azure-mgmt-network", "azure-keyvault-keys", "psycopg")


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Phase(Record):
    """`seconds` by a clock that never jumps; `started` by the wall's."""

    name: str
    started: datetime
    seconds: float
    state: Literal["done", "failed"]
    sentence: str = ""


class Target(Record):
    """A promise in seconds, what was measured, and whether it held (None: not measured)."""

    target: float
    measured: float | None
    method: str
    met: bool | None


class Result(Record):
    """One scenario of a drill."""

    scenario: str
    title: str
    serves: list[str]
    region: str
    server: str | None
    disaster: datetime | None
    recovery_target: datetime | None
    reached: datetime | None
    rpo: Target
    rto: Target
    phases: list[Phase]
    checks: list[Check]
    problems: list[str] = Field(default_factory=list)
    exit: int


class ManifestFacts(Record):
    sha256: str
    taken_at: datetime
    snapshot: str
    tables: int
    tenants: int
    rows: int
    server_version: str


class CleanUp(Record):
    """What was made, what of it was proven to be gone, and what was not."""

    made: list[str]
    gone: list[str]
    left: list[str]
    problems: list[str]


class Chain(Record):
    """`previous`: SHA-256 of the evidence before this in the container; `journal`: hash of the journal's last line."""

    previous_drill: str | None
    previous: str | None
    journal: str


class Evidence(Record):
    version: Literal[1] = 1
    drill: str
    environment: str
    subscription: str
    source: str
    seed: str
    damaged: bool
    started: datetime
    ended: datetime
    verdict: str
    exit: int
    sentence: str
    phases: list[Phase]
    manifest: ManifestFacts | None
    results: list[Result]
    clean_up: CleanUp
    problems: list[str]
    residuals: list[str]  # what stays by design, and for how long
    versions: dict[str, str]
    chain: Chain


def encode(evidence: Evidence) -> dict[str, Any]:
    """As JSON values; RFC 8785 then makes the bytes."""
    return evidence.model_dump(mode="json")


def schema() -> dict[str, Any]:
    """The JSON schema of the evidence, as published in evidence.schema.json."""
    return Evidence.model_json_schema(mode="serialization") | {
        "$schema": "https://json-schema.org/draft/2020-12/schema"
    }


def versions() -> dict[str, str]:
    """What ran: the code's commit and the clients that asked."""
    git = ["git", "-C", str(CLONE), "rev-parse", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    return {"commit": commit or "unknown", "python": platform.python_version()} | {
        package: metadata.version(package) for package in PACKAGES
    }


def predicate(evidence: Evidence) -> dict[str, Any]:
    """in-toto's test-result: every check by name, and how it ended. A check that has not run has not passed."""
    named = [
        (f"{result.scenario}/{check.name}", check.status) for result in evidence.results for check in result.checks
    ]
    return {
        "result": "PASSED" if evidence.exit == 0 else "FAILED",
        "configuration": [
            {"name": f"drill {evidence.drill}", "content": base64.b64encode(evidence.seed.encode()).decode()}
        ],
        "passedTests": [name for name, status in named if status == "pass"],
        "warnedTests": [],
        "failedTests": [name for name, status in named if status != "pass"],
    }


def load(folder: Path) -> Evidence:
    return Evidence.model_validate(json.loads((folder / EVIDENCE).read_text()))
