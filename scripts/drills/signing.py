"""Signatures by a key that never leaves the vault: an in-toto statement in a DSSE envelope, checkable offline.

Formats: in-toto attestation framework v1 (statement; predicate test-result v0.1) and DSSE v1 (envelope, PAE).
"""

import base64
import hashlib
import json
from typing import Any, Protocol

import rfc8785
from azure.keyvault.keys.crypto import SignatureAlgorithm
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from scripts.azure import Azure
from scripts.estate import Vault

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
MANIFEST = "urn:cordon:attestation:manifest:v1"
Document = dict[str, Any]


class Signer(Protocol):
    """Whose evidence key signs: a region, or whatever else names a vault and a key."""

    @property
    def vault(self) -> Vault: ...
    @property
    def signing_key(self) -> str: ...


def canonical(document: Any) -> bytes:
    """RFC 8785: one document, one sequence of bytes, whoever writes it."""
    return rfc8785.dumps(document)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def statement(subjects: dict[str, bytes], predicate: Document, predicate_type: str = TEST_RESULT) -> Document:
    """An in-toto statement about files, by name and content."""
    return {
        "_type": STATEMENT,
        "subject": [
            {"name": name, "digest": {"sha256": sha256(content)}} for name, content in sorted(subjects.items())
        ],
        "predicateType": predicate_type,
        "predicate": predicate,
    }


def authenticated(payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding: what is signed."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def sign(azure: Azure, region: Signer, subject: Document, *, name_signer: bool = False) -> Document:
    """The envelope around a statement, signed with the signer's evidence key. Azure's errors pass through.

    `name_signer` writes the key into the signed predicate: an envelope says outside of what is signed whose it is.
    """
    key = azure.keys(region.vault.uri).get_key(region.signing_key)
    jwk = key.key
    named = getattr(jwk, "crv", None) or ""
    curve = str(getattr(named, "value", named))  # an enum's own text would be Python's name of it
    algorithm = SignatureAlgorithm.es256 if curve else SignatureAlgorithm.ps256
    members = {"kty": "EC", "crv": curve} if curve else {"kty": "RSA"}
    public = members | {name: b64(getattr(jwk, name)) for name in (("x", "y") if curve else ("n", "e"))}
    public |= {"alg": str(algorithm.value)}
    if name_signer:
        subject = subject | {"predicate": subject["predicate"] | {"signer": {"keyid": str(key.id), "key": public}}}
    payload = canonical(subject)
    digest = hashlib.sha256(authenticated(payload)).digest()
    result = azure.cryptography(str(key.id)).sign(algorithm, digest)
    return {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": str(key.id), "sig": base64.b64encode(result.signature).decode()}],
        "publicKey": public,
    }


def thumbprint(jwk: Document) -> str:
    """RFC 7638: how an auditor names a public key that they were given by another way."""
    members = ("crv", "kty", "x", "y") if jwk["kty"] == "EC" else ("e", "kty", "n")
    return b64(hashlib.sha256(canonical({name: jwk[name] for name in members})).digest())


def verify(envelope: Document, files: dict[str, bytes]) -> Document:
    """The statement, if the envelope's own key signed it and its subjects are these files. ValueError says why not.

    Whether the key is the right one is for the caller: compare `thumbprint`, or fetch it from the vault.
    """
    try:
        payload = base64.b64decode(envelope["payload"], validate=True)
        signature = base64.b64decode(envelope["signatures"][0]["sig"], validate=True)
        check_signature(envelope["publicKey"], signature, authenticated(payload))
        if envelope["payloadType"] != PAYLOAD_TYPE:
            raise ValueError(f"payload type {envelope['payloadType']} is not {PAYLOAD_TYPE}")
        document = rfc_loads(payload)
        subjects = {subject["name"]: subject["digest"]["sha256"] for subject in document["subject"]}
    except InvalidSignature:
        raise ValueError("the signature does not match") from None
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"the envelope is incomplete: {error!r}") from None
    for name, expected in subjects.items():
        if name not in files:
            raise ValueError(f"{name} is missing")
        if (actual := sha256(files[name])) != expected:
            raise ValueError(f"{name} is not the signed one: SHA-256 {actual}, signed {expected}")
    return document


def rfc_loads(content: bytes) -> Document:
    """Parse, and insist that the bytes are canonical: two readings of one document can't exist."""
    document = json.loads(content)
    if canonical(document) != content:
        raise ValueError("the document is not in canonical form")
    return document


def check_signature(jwk: Document, signature: bytes, message: bytes) -> None:
    if jwk["kty"] == "EC":
        numbers = ec.EllipticCurvePublicNumbers(number(jwk["x"]), number(jwk["y"]), ec.SECP256R1())
        half = len(signature) // 2
        raw = encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
        numbers.public_key().verify(raw, message, ec.ECDSA(hashes.SHA256()))
    else:
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=hashes.SHA256().digest_size)
        rsa.RSAPublicNumbers(number(jwk["e"]), number(jwk["n"])).public_key().verify(
            signature, message, pss, hashes.SHA256()
        )


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
