#!/usr/bin/env python3
"""Checks drills' evidence offline. One file, for an auditor: Python 3.11 and the package `cryptography`, nothing else.

    python verifier.py FOLDER [--key THUMBPRINT]

FOLDER is one drill's, or one with a folder for each drill; then the chain between them is checked too, and, where
`overview.json` is there, that none is missing. THUMBPRINT (RFC 7638) is the signer's key, learnt by another way:
without it, that somebody signed is all that is proven. Ends with 0, or with 1 and one sentence.

What is checked. `evidence.dsse.json`: DSSE v1, an in-toto statement, ES256 or PS256, its bytes in one form only. Its
subjects (the evidence, the manifest, the manifest's own envelope, the page): their SHA-256. `journal.jsonl`: every
line's hash, that of the line before, and the evidence that its end names. Each drill names the one before it, and the
SHA-256 of its evidence.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

EVIDENCE, ENVELOPE, JOURNAL = "evidence.json", "evidence.dsse.json", "journal.jsonl"
OVERVIEW, OVERVIEW_ENVELOPE = "overview.json", "overview.dsse.json"
FILES = {EVIDENCE, ENVELOPE, JOURNAL, "manifest.json", "manifest.dsse.json", "index.html"}
PAYLOAD_TYPE = "application/vnd.in-toto+json"
START = "0" * 64
VERDICTS = ("passed", "bad data", "target missed", "could not verify", "refused", "clean-up incomplete")


def check(folder: Path, key: str | None = None) -> str:
    """One sentence on what is proven of one drill; ValueError says what isn't."""
    try:
        document, thumbprint = _signed(folder, key)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"it is incomplete: {error!r}") from None
    apart = "" if (folder / JOURNAL).exists() else " (its journal is not here)"
    return f"Drill {document['drill']} is whole and signed by {thumbprint}{apart}: {VERDICTS[document['exit']]}"


def check_all(root: Path, key: str | None = None) -> list[str]:
    """A sentence for each drill below `root`, oldest first, when all are proven and none is missing between them."""
    folders = sorted(path.parent for path in root.glob(f"*/{EVIDENCE}"))
    told, known = list[str](), dict[str, str]()
    for folder in folders:
        try:
            told.append(check(folder, key))
            document = json.loads((folder / EVIDENCE).read_bytes())
            previous = document["chain"]["previous_drill"]
            if not (folder / JOURNAL).exists():
                raise ValueError(f"{JOURNAL} is missing")
            if document["drill"] != folder.name:
                raise ValueError(f"the evidence is of drill {document['drill']}")
            if previous and (previous not in known or known[previous] != document["chain"]["previous"]):
                raise ValueError(f"the drill before it, {previous}, is missing or another one")
            if not previous and known:
                raise ValueError(f"it names none before it, and {max(known)} is there")
            if known and previous != max(known):
                raise ValueError(f"it names {previous} before it, and {max(known)} is there")
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise ValueError(f"{folder.name}: {error}") from None
        known[folder.name] = sha256((folder / EVIDENCE).read_bytes())
    if not folders:
        raise ValueError(f"there is no drill in {root}")
    if (root / OVERVIEW).exists():
        told.append(_overview(root, known, key))
    return told


def _overview(root: Path, known: dict[str, str], key: str | None) -> str:
    """The overview lists every drill until its day: so the last ones can't be left out either."""
    content = (root / OVERVIEW).read_bytes()
    _, thumbprint = _envelope((root / OVERVIEW_ENVELOPE).read_bytes(), {OVERVIEW: content}, key)
    listed = {run["drill"]: run["evidence"] for run in json.loads(content)["runs"]}
    for drill, digest in listed.items():
        if known.get(drill) != digest:
            raise ValueError(f"{OVERVIEW}: drill {drill}, which it lists, is missing or another one")
    return f"The overview lists {len(listed)} drills, all of them here; signed by {thumbprint}"


def _signed(folder: Path, key: str | None) -> tuple[dict[str, Any], str]:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    if ENVELOPE not in files:
        raise ValueError("it is not signed")
    statement, thumbprint = _envelope(files[ENVELOPE], files, key)
    subjects = {subject["name"] for subject in statement["subject"]}
    if EVIDENCE not in subjects:
        raise ValueError(f"the signature is not about {EVIDENCE}")
    if extra := sorted(files.keys() - subjects - {ENVELOPE, JOURNAL}):
        raise ValueError(f"{extra[0]} is not among what was signed")
    document = json.loads(files[EVIDENCE])
    checks = [(result["scenario"], one) for result in document["results"] for one in result["checks"]]
    wanted = {f"{scenario}/{one['name']}": one["status"] for scenario, one in checks}
    told = statement["predicate"]
    signed = dict.fromkeys(told["passedTests"], "pass") | dict.fromkeys(told["failedTests"], "")
    if signed.keys() != wanted.keys() or any((signed[name] == "pass") != (wanted[name] == "pass") for name in wanted):
        raise ValueError(f"the signed result is not the one in {EVIDENCE}")
    if told["result"] != ("PASSED" if document["exit"] == 0 else "FAILED"):
        raise ValueError(f"the signed verdict is not the one in {EVIDENCE}")
    if document["manifest"] and sha256(files["manifest.json"]) != document["manifest"]["sha256"]:
        raise ValueError("manifest.json is not the manifest of this evidence")
    if JOURNAL in files:
        _journal(files[JOURNAL], document["chain"]["journal"], sha256(files[EVIDENCE]))
    return document, thumbprint


def _envelope(content: bytes, files: dict[str, bytes], key: str | None) -> tuple[dict[str, Any], str]:
    """The statement in a DSSE envelope whose own key signed it, and that key's thumbprint."""
    envelope = json.loads(content)
    if plain(envelope) != content:
        raise ValueError("the envelope is not in canonical form")
    if envelope.keys() != {"payload", "payloadType", "publicKey", "signatures"} or len(envelope["signatures"]) != 1:
        raise ValueError("the envelope has other parts than it should have")
    [signature], jwk = envelope["signatures"], envelope["publicKey"]
    if envelope["payloadType"] != PAYLOAD_TYPE or signature.keys() != {"keyid", "sig"}:
        raise ValueError(f"payload type {envelope['payloadType']} is not {PAYLOAD_TYPE}")
    payload, raw = unpack(envelope["payload"]), unpack(signature["sig"])
    kind = PAYLOAD_TYPE.encode()
    try:
        _verify(jwk, raw, b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
    except InvalidSignature:
        raise ValueError("the signature does not match") from None
    thumbprint = _thumbprint(jwk)
    statement = json.loads(payload)
    if statement["predicate"].get("signer") != {"keyid": signature["keyid"], "key": jwk}:
        raise ValueError("the key is not the one that the signed statement names")
    if key and key != thumbprint:
        raise ValueError(f"it was signed by key {thumbprint}, not {key}")
    for subject in statement["subject"]:
        name, expected = subject["name"], subject["digest"]["sha256"]
        if name not in files:
            raise ValueError(f"{name} is missing")
        if (actual := sha256(files[name])) != expected:
            raise ValueError(f"{name} is not the signed one: SHA-256 {actual}, signed {expected}")
    return statement, thumbprint


def _verify(jwk: dict[str, str], signature: bytes, message: bytes) -> None:
    if jwk["kty"] == "EC":
        if jwk["crv"] != "P-256" or jwk["alg"] != "ES256" or len(signature) != 64:
            raise ValueError(f"keys of kind {jwk['crv']} with {jwk['alg']} are not known here")
        public = ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), ec.SECP256R1()).public_key()
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        public.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    else:
        if jwk["kty"] != "RSA" or jwk["alg"] != "PS256":
            raise ValueError(f"keys of kind {jwk['kty']} with {jwk['alg']} are not known here")
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=32)
        modulus, exponent = _number(jwk["n"]), _number(jwk["e"])
        rsa.RSAPublicNumbers(exponent, modulus).public_key().verify(signature, message, pss, hashes.SHA256())


def _thumbprint(jwk: dict[str, str]) -> str:
    members = ("crv", "kty", "x", "y") if jwk["kty"] == "EC" else ("e", "kty", "n")
    digest = hashlib.sha256(plain({name: jwk[name] for name in members})).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _journal(content: bytes, sealed: str, evidence: str) -> None:
    """Every line follows from the one before; the evidence names one, and the end names the evidence."""
    head, hashed, end = START, set[str](), None
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        try:
            entry = json.loads(line)
            body = {name: value for name, value in entry.items() if name != "hash"}
            exact = json.dumps(entry, separators=(",", ":")).encode() + b"\n" == line
            good = exact and entry["before"] == head and sha256(canonical(body).encode()) == entry["hash"]
        except (ValueError, KeyError, TypeError):
            good = False
        if not good:
            raise ValueError(f"{JOURNAL} line {number} is damaged, or one before it is missing")
        head = entry["hash"]
        hashed.add(head)
        end = entry
    if sealed not in hashed:
        raise ValueError("the journal is not the one of this evidence")
    if not end or end["kind"] != "end" or end.get("evidence") != evidence:
        raise ValueError("the journal doesn't end with this evidence")


def canonical(value: Any) -> str:
    """RFC 8785, as the journal's lines are hashed."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda one: one.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(one) for one in value) + "]"
    if isinstance(value, float):
        return _float(value)
    return json.dumps(value, ensure_ascii=False)


def _float(value: float) -> str:
    """As ECMAScript writes numbers: the shortest digits, an exponent only from 1e21 on and below 1e-6."""
    if value == 0:
        return "0"
    sign, (digits, _, power) = "-" if value < 0 else "", f"{abs(value)!r}".partition("e")
    whole, _, part = digits.partition(".")
    part = "" if part == "0" else part
    point = len(whole) + int(power or 0)  # where the decimal point stands in the digits
    both = (whole + part).lstrip("0")
    point -= len(whole + part) - len(both)
    both = both.rstrip("0")
    if len(both) <= point <= 21:
        return sign + both + "0" * (point - len(both))
    if 0 < point <= 21:
        return f"{sign}{both[:point]}.{both[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{both}"
    rest = f".{both[1:]}" if len(both) > 1 else ""
    return f"{sign}{both[0]}{rest}e{point - 1:+d}"


def plain(value: Any) -> bytes:
    """The one form of an envelope: keys sorted, nothing between them."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def unpack(text: str) -> bytes:
    """Base64 in its one form: unused bits can't carry a change."""
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:
        raise ValueError("base64 is not in its canonical form")
    return content


def _number(text: str) -> int:
    content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(content).rstrip(b"=").decode() != text:
        raise ValueError("base64 is not in its canonical form")
    return int.from_bytes(content, "big")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description="Check drills' evidence offline.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key", help="thumbprint (RFC 7638) of the key that must have signed")
    asked = parser.parse_args()
    try:
        single = (asked.folder / EVIDENCE).exists()
        for line in [check(asked.folder, asked.key)] if single else check_all(asked.folder, asked.key):
            print(line)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        print(f"{asked.folder} is not proven: {error}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
