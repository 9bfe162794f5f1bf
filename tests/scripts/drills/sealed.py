"""Drills' evidence made by the real code, signed with a key that only the test has."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from azure.keyvault.keys import KeyCurveName
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from scripts.drills import evidence, page, signing
from scripts.drills.check import Check
from scripts.drills.evidence import Chain, CleanUp, Evidence, Phase, Result
from scripts.drills.exit_codes import SENTENCES, Exit
from scripts.drills.journal import Journal
from scripts.drills.verify import target

START = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


class Signer:
    """What `signing.sign` asks of Azure, answered by a key in memory."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        at = self._key.public_key().public_numbers()
        jwk = SimpleNamespace(crv=KeyCurveName.p_256, x=at.x.to_bytes(32, "big"), y=at.y.to_bytes(32, "big"))
        self._bundle = SimpleNamespace(id="https://kv/keys/evidence/1", key=jwk)

    def keys(self, _: str) -> Any:
        return SimpleNamespace(get_key=lambda name: self._bundle)

    def cryptography(self, _: str) -> Any:
        return self

    def sign(self, _: Any, digest: bytes) -> Any:
        r, s = utils.decode_dss_signature(self._key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256()))))
        return SimpleNamespace(signature=r.to_bytes(32, "big") + s.to_bytes(32, "big"))


REGION = SimpleNamespace(vault=SimpleNamespace(uri="https://kv"), signing_key="evidence")


def run(root: Path, signer: Any, number: int, previous: tuple[str, str] | None = None, **other: Any) -> tuple[str, str]:
    """One drill's folder; its id and the SHA-256 of its evidence, for the next one to name."""
    name = f"20261121-03{number:02}00-abcd"
    journal = Journal(root / name)
    journal.write("begin", drill=name, seed="s", note="naïve ✓", tiny=0.0000012, large=1.5e22, half=0.5)
    journal.write("phase", name="preflight", state="done", seconds=1.25)
    started = START + timedelta(minutes=number)
    facts: dict[str, Any] = {
        "drill": name, "environment": "local", "subscription": "s", "source": "/server", "seed": "s", "damaged": True,
        "started": started, "ended": started + timedelta(seconds=90), "verdict": "pass", "exit": 0,
        "sentence": SENTENCES[Exit.PASS], "phases": [Phase(name="marks", started=started, seconds=20, state="done")],
        "manifest": None, "problems": [], "residuals": [], "versions": {"commit": "c"},
        "results": [result("point-in-time", started)],
        "clean_up": CleanUp(made=["/a/servers/x"], gone=["/a/servers/x"], left=[], problems=[]),
        "chain": Chain(previous_drill=previous[0] if previous else None, previous=previous[1] if previous else None,
                       journal=journal.head),
    }  # fmt: skip
    sealed = Evidence(**{**facts, **other})
    folder, content = root / name, signing.canonical(evidence.encode(sealed))
    (folder / evidence.EVIDENCE).write_bytes(content)
    (folder / evidence.PAGE).write_text(page.render(sealed))
    subjects = {name: (folder / name).read_bytes() for name in (evidence.EVIDENCE, evidence.PAGE)}
    statement = signing.statement(subjects, evidence.predicate(sealed))
    (folder / evidence.ENVELOPE).write_bytes(
        signing.canonical(signing.sign(signer, REGION, statement, name_signer=True))
    )
    digest = hashlib.sha256(content).hexdigest()
    journal.write("end", exit=0, evidence=digest)
    journal.close()
    return name, digest


def result(scenario: str, at: datetime, **other: Any) -> Result:
    facts: dict[str, Any] = {
        "scenario": scenario, "title": scenario, "serves": ["BAK-1"], "region": "northeurope", "server": "/copy",
        "disaster": at, "recovery_target": None, "reached": at, "rpo": target(timedelta(minutes=5), 0.5, "m"),
        "rto": target(timedelta(minutes=30), 12.25, "m"), "phases": [], "exit": 0,
        "checks": [Check(name="counts", status="pass", sentence="fine", population=10)],
    }  # fmt: skip
    return Result(**{**facts, **other})
