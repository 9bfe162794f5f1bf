"""Which drills are due: a scenario that hasn't passed within its cadence was missed, and that is evidence too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from azure.core.exceptions import ResourceExistsError
from azure.storage.blob import ContentSettings

from scripts.drills import signing
from scripts.drills.history import Run

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient

    from scripts.azure import Azure
    from scripts.drills.scenario import Scenario
    from scripts.estate import Estate

MISSED = "urn:cordon:attestation:missed-drill:v1"
FOLDER = "drills-missed/"
SOON = 0.25  # of the cadence: from then on a scenario is due, though not yet missed
State = Literal["kept", "due", "missed"]


@dataclass(frozen=True)
class Due:
    """`last`: when it passed last; `by`: when it must have passed again (None: there has never been a run)."""

    scenario: str
    title: str
    cadence: timedelta
    last: datetime | None
    by: datetime | None
    state: State


def due(scenarios: Iterable[Scenario], runs: Sequence[Run], now: datetime) -> list[Due]:
    """For each scenario where it stands. One that has never passed counts from the environment's first run."""
    first = min((run.evidence.started for run in runs), default=None)
    found = []
    for scenario in scenarios:
        cadence = scenario.cadence.value
        passed = [
            run.evidence.ended
            for run in runs
            for result in run.evidence.results
            if result.scenario == scenario.name and result.exit == 0 and run.evidence.exit == 0
        ]
        last = max(passed, default=None)
        since = last or first
        by = since + cadence if since else None
        state: State = "missed" if by is None or now > by else "due" if now > by - cadence * SOON else "kept"
        if last is None and state == "kept":
            state = "due"
        found.append(Due(scenario.name, scenario.title, cadence, last, by, state))
    return found


def missed(found: Iterable[Due]) -> list[Due]:
    return [one for one in found if one.state == "missed"]


def statement(one: Due, environment: str, newest: Run | None) -> dict[str, Any]:
    """What is signed of a drill that didn't happen: about the newest evidence that there is."""
    subject = {"newest-evidence": newest.sha256} if newest else {"no-evidence": signing.sha256(b"")}
    return {
        "_type": signing.STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in subject.items()],
        "predicateType": MISSED,
        "predicate": {
            "environment": environment,
            "scenario": one.scenario,
            "cadenceDays": one.cadence.days,
            "lastPassed": one.last.isoformat() if one.last else None,
            "dueBy": one.by.isoformat() if one.by else None,
        },
    }


def record(azure: Azure, estate: Estate, container: ContainerClient, one: Due, newest: Run | None) -> str:
    """Sign and store that it was missed, once for each date; the blob's name. Azure's errors pass through."""
    day = one.by.date().isoformat() if one.by else "never"
    name = f"{FOLDER}{one.scenario}/{day}.dsse.json"
    envelope = signing.sign(azure, estate.home, statement(one, estate.environment, newest), name_signer=True)
    kind = ContentSettings(content_type="application/json")
    with suppress(ResourceExistsError):  # said already; the container keeps what it holds
        container.upload_blob(name, signing.canonical(envelope), content_settings=kind)
    return name


def alarm(one: Due, environment: str) -> str:
    """One line for the log: the alert on drills looks for `drill.missed`."""
    facts = {"event": "drill.missed", "environment": environment, "scenario": one.scenario,
             "dueBy": one.by.isoformat() if one.by else None}  # fmt: skip
    return json.dumps(facts)
