"""Envelopes verify offline, and stop to after any change."""

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from scripts.drills import signing

FILES = {"evidence.json": b'{"a":1}', "manifest.json": b"{}"}


def number(value: int, size: int) -> str:
    return signing.b64(value.to_bytes(size, "big"))


def envelope(kind: str) -> dict[str, Any]:
    """An envelope as the vault's signature makes it: raw r|s for EC, PSS with a salt as long as the digest for RSA."""
    payload = signing.canonical(signing.statement(FILES, {"result": "PASSED"}))
    message = signing.authenticated(payload)
    if kind == "EC":
        key = ec.generate_private_key(ec.SECP256R1())
        at = key.public_key().public_numbers()
        r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        public = {"kty": "EC", "crv": "P-256", "x": number(at.x, 32), "y": number(at.y, 32)}
    else:
        secret = rsa.generate_private_key(65537, 2048)
        n = secret.public_key().public_numbers().n
        signature = secret.sign(message, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        public = {"kty": "RSA", "n": number(n, 256), "e": "AQAB"}
    return {
        "payloadType": signing.PAYLOAD_TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": "k", "sig": base64.b64encode(signature).decode()}],
        "publicKey": public,
    }


@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_a_signed_statement_verifies_and_names_its_files(kind: str) -> None:
    document = signing.verify(envelope(kind), FILES)
    assert document["subject"][0]["digest"]["sha256"] == hashlib.sha256(FILES["evidence.json"]).hexdigest()


@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_any_changed_byte_of_the_payload_or_signature_is_refused(kind: str) -> None:
    good = envelope(kind)
    for where in ("payload", "sig"):
        text = good["payload"] if where == "payload" else good["signatures"][0]["sig"]
        content = base64.b64decode(text)
        for position in range(0, len(content), 17):
            changed = bytearray(content)
            changed[position] ^= 1
            bad = json.loads(json.dumps(good))
            encoded = base64.b64encode(changed).decode()
            if where == "payload":
                bad["payload"] = encoded
            else:
                bad["signatures"][0]["sig"] = encoded
            with pytest.raises(ValueError, match="signature"):
                signing.verify(bad, FILES)


def test_a_changed_missing_or_swapped_file_is_refused() -> None:
    good = envelope("EC")
    swapped = {"evidence.json": FILES["manifest.json"], "manifest.json": FILES["evidence.json"]}
    for files in ({**FILES, "evidence.json": b'{"a":2}'}, {"evidence.json": FILES["evidence.json"]}, swapped):
        with pytest.raises(ValueError, match=r"missing|not the signed one"):
            signing.verify(good, files)


def test_bytes_that_are_not_canonical_are_refused() -> None:
    with pytest.raises(ValueError, match="canonical"):
        signing.rfc_loads(b'{"b":1, "a":2}')


def test_thumbprint_is_that_of_rfc_7638() -> None:
    """The example key of RFC 7638, section 3.1."""
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMst"
        "n64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn"
        "1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    jwk = {"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
    assert signing.thumbprint(jwk) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
