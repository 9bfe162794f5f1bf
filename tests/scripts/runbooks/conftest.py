"""A desk to run runbooks at: a vault's key and a container in memory, a person who is signed in."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import ResourceNotFoundError
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from rich.console import Console

from scripts.drills import signing
from scripts.drills.journal import Journal
from scripts.estate import parse
from scripts.runbooks import parser, people
from scripts.runbooks.book import Runbook
from scripts.runbooks.course import Ask
from scripts.runbooks.runner import Runner
from tests.scripts.drills.conftest import outputs

RUN = "20261121-070000-abcd"
FRONT = """---
title: A runbook for a test
owner: platform on call
serves: [ENC-3]
reviewed: 2026-11-20
review_in: 6 months
{more}---
Do it.

"""


@dataclass
class Blob:
    content: bytes

    def readall(self) -> bytes:
        return self.content


@dataclass
class Container:
    blobs: dict[str, bytes] = field(default_factory=dict)

    def upload_blob(self, name: str, content: bytes, **options: Any) -> None:
        self.blobs[name] = content

    def download_blob(self, name: str) -> Blob:
        if name not in self.blobs:
            raise ResourceNotFoundError(name)
        return Blob(self.blobs[name])


@dataclass
class Desk:
    """`person` is who is signed in; `agrees` what they answer."""

    folder: Path
    container: Container = field(default_factory=Container)
    person: str = "person-a"
    agrees: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def book(self, body: str, more: str = "") -> Runbook:
        path = self.folder / "case.md"
        path.write_text(FRONT.format(more=more) + body)
        return parser.read(path)

    def runner(self, book: Runbook, *, rehearsal: bool = True, **given: str) -> Runner:
        ask = Ask(value=lambda name, what: "typed-in", agree=lambda question: self.agrees)
        journal = Journal(self.folder / "runs" / RUN)
        estate, console = parse(outputs(), "test"), Console(quiet=True)
        return Runner(book, RUN, journal, estate, None, ask, console, 0, rehearsal, given)  # ty: ignore

    @property
    def runs(self) -> Path:
        return self.folder / "runs" / RUN

    def sign(self, azure: object, region: object, subject: dict[str, Any]) -> dict[str, Any]:
        payload = signing.canonical(subject)
        r, s = decode_dss_signature(self.key.sign(signing.authenticated(payload), ec.ECDSA(hashes.SHA256())))
        at = self.key.public_key().public_numbers()
        x, y = (signing.b64(one.to_bytes(32, "big")) for one in (at.x, at.y))
        signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        return {
            "payloadType": signing.PAYLOAD_TYPE,
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": "k", "sig": signature}],
            "publicKey": {"kty": "EC", "crv": "P-256", "x": x, "y": y},
        }


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path)
    who: Callable[[object], str] = lambda azure: made.person  # noqa: E731
    monkeypatch.setattr(people, "who", who)
    monkeypatch.setattr(people, "evidence", lambda azure, estate: made.container)
    monkeypatch.setattr(signing, "sign", made.sign)
    return made
