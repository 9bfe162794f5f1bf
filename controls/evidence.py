"""What was found by looking: the facts on which the judgement of every commitment rests. Never customer data."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

TestOutcome = Literal["passed", "failed", "skipped"]


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Resource(Record):
    """One resource. `asked`: what the program asked for, `actual`: what Azure says it is, by the catalogue's paths.

    `region` is "" where Azure calls it global; `commitments` is Azure's own tag.
    """

    id: str
    urn: str
    type: str
    name: str
    region: str = ""
    commitments: tuple[str, ...] = ()
    exists: bool
    asked: dict[str, list[Any]] = Field(default_factory=dict)
    actual: dict[str, list[Any]] = Field(default_factory=dict)


class RuleRun(Record):
    """A policy rule held against what is deployed. `applied`: to how many resources; `findings`: one sentence each."""

    name: str
    title: str
    serves: tuple[str, ...]
    applied: int
    findings: tuple[str, ...] = ()
    exempted: int = 0


class Target(Record):
    """Seconds promised, and measured (None: not measured)."""

    target: float
    measured: float | None


class DrillRun(Record):
    """One scenario of one drill; `signed_by` is the key's thumbprint (RFC 7638), None where no signature holds."""

    drill: str
    scenario: str
    title: str
    serves: tuple[str, ...]
    ended: datetime
    passed: bool
    sentence: str
    rpo: Target
    rto: Target
    signed_by: str | None


class RunbookRun(Record):
    """One rehearsal (`mode` rehearse) or use (`run`) of a runbook, with the digest of the text that it followed."""

    runbook: str
    text_sha256: str
    title: str
    serves: tuple[str, ...]
    ended: datetime
    mode: Literal["rehearse", "run"]
    passed: bool
    sentence: str
    signed_by: str | None


class TestRun(Record):
    """A run of the test suite. `cases`: the tests that prove something, by `<file>::<function>`, and how they ended."""

    commit: str
    ended: datetime
    passed: int
    failed: int
    skipped: int
    cases: dict[str, TestOutcome]


class ScanRun(Record):
    """A scanner's SARIF file; `name` is the file's."""

    name: str
    tool: str
    ended: datetime
    errors: int
    warnings: int


class Answer(Record):
    """What another system answered when it was asked at `at`: only what the catalogue wants to know, by path."""

    name: str
    at: datetime
    facts: dict[str, list[Any]]


class RegisterState(Record):
    """A register as it was read; `problems`: one sentence for each entry that is out of date."""

    name: str
    title: str
    serves: tuple[str, ...]
    entries: int
    reviewed: date
    example: bool
    problems: tuple[str, ...] = ()


class Evidence(Record):
    """`problems`: sources that could not be asked; what they would have proven stays unproven."""

    version: Literal[1] = 1
    environment: str
    stack: str
    commit: str
    gathered: datetime
    regions: tuple[str, ...]
    resources: tuple[Resource, ...] = ()
    rules: tuple[RuleRun, ...] = ()
    drills: tuple[DrillRun, ...] = ()
    runbooks: tuple[RunbookRun, ...] = ()
    tests: TestRun | None = None
    scans: tuple[ScanRun, ...] = ()
    answers: tuple[Answer, ...] = ()
    registers: tuple[RegisterState, ...] = ()
    problems: tuple[str, ...] = ()
