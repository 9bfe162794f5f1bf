"""Keys of a vault: made, imported, shown as JSON web keys, used."""

from __future__ import annotations

import base64
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)

from local.plane.behaviour import ArmError, Body

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

SIZES = (2048, 3072, 4096)
CURVES: dict[str, type[ec.EllipticCurve]] = {
    "P-256": ec.SECP256R1,
    "P-256K": ec.SECP256K1,
    "P-384": ec.SECP384R1,
    "P-521": ec.SECP521R1,
}
CURVE_NAMES = {curve().name: name for name, curve in CURVES.items()}
HASHES: dict[str, type[hashes.HashAlgorithm]] = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}
OPERATIONS = {
    "RSA": ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"],
    "EC": ["sign", "verify"],
}
EC_ALGORITHMS = {"ES256": "P-256", "ES256K": "P-256K", "ES384": "P-384", "ES512": "P-521"}


def bad(text: str) -> ArmError:
    return ArmError(400, "BadParameter", text)


def encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def decode(value: Any, name: str) -> bytes:
    """base64url, as it comes in a request's field `name`."""
    if not isinstance(value, str):
        raise bad(f"Property {name} has to be a base64url string.")
    try:
        return base64.b64decode(value.replace("-", "+").replace("_", "/") + "=" * (-len(value) % 4), validate=True)
    except ValueError:
        raise bad(f"Property {name} has an invalid base64url value.") from None


def number(value: int, size: int = 0) -> str:
    return encode(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def generate(kind: str, size: int | None, curve: str | None) -> PrivateKey:
    """kind "RSA" or "EC"; size in bits; curve by its JSON web key name."""
    if kind == "RSA":
        if (size or 2048) not in SIZES:
            raise bad(f"Key size {size} is not supported for RSA; it has to be one of {', '.join(map(str, SIZES))}.")
        return rsa.generate_private_key(65537, size or 2048)
    if (curve or "P-256") not in CURVES:
        raise bad(f"Curve '{curve}' is not supported; it has to be one of {', '.join(CURVES)}.")
    return ec.generate_private_key(CURVES[curve or "P-256"]())


def from_jwk(jwk: Body) -> PrivateKey:
    """An imported private key."""
    kind = str(jwk.get("kty", "")).removesuffix("-HSM")

    def part(name: str) -> int:
        return int.from_bytes(decode(jwk.get(name), f"key.{name}"), "big")

    try:
        if kind == "RSA":
            public = rsa.RSAPublicNumbers(part("e"), part("n"))
            numbers = rsa.RSAPrivateNumbers(*(part(name) for name in ("p", "q", "d", "dp", "dq", "qi")), public)
            return numbers.private_key()
        if kind == "EC" and jwk.get("crv") in CURVES:
            point = ec.EllipticCurvePublicNumbers(part("x"), part("y"), CURVES[jwk["crv"]]())
            return ec.EllipticCurvePrivateNumbers(part("d"), point).private_key()
    except ValueError as problem:
        raise bad(f"The imported key is not valid: {problem}.") from None
    raise bad(f"Key type '{jwk.get('kty')}' can't be imported.")


def dump(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def load(material: bytes) -> PrivateKey:
    key = serialization.load_der_private_key(material, None)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    return key


def public_jwk(key: PrivateKey) -> Body:
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {"n": number(numbers.n), "e": number(numbers.e)}
    point = key.public_key().public_numbers()
    size = (key.curve.key_size + 7) // 8
    return {"crv": CURVE_NAMES[key.curve.name], "x": number(point.x, size), "y": number(point.y, size)}


def _encryption(algorithm: str) -> padding.AsymmetricPadding:
    if algorithm in ("RSA-OAEP", "RSA-OAEP-256"):
        # RSA-OAEP is SHA-1 by definition (RFC 7518, 4.3).
        digest = hashes.SHA256() if algorithm == "RSA-OAEP-256" else hashes.SHA1()  # noqa: S303
        return padding.OAEP(padding.MGF1(digest), digest, None)
    if algorithm == "RSA1_5":
        return padding.PKCS1v15()
    raise bad(f"Algorithm '{algorithm}' is not supported for this key.")


def _rsa(key: PrivateKey, algorithm: str) -> rsa.RSAPrivateKey:
    if not isinstance(key, rsa.RSAPrivateKey):
        raise bad(f"Algorithm '{algorithm}' does not fit the type of the key.")
    return key


def encrypt(key: PrivateKey, algorithm: str, value: bytes) -> bytes:
    try:
        return _rsa(key, algorithm).public_key().encrypt(value, _encryption(algorithm))
    except ValueError:
        raise bad("The parameter value is too long for the key.") from None


def decrypt(key: PrivateKey, algorithm: str, value: bytes) -> bytes:
    try:
        return _rsa(key, algorithm).decrypt(value, _encryption(algorithm))
    except ValueError:
        raise bad("The parameter value can't be decrypted with this key.") from None


def _signing(key: PrivateKey, algorithm: str, digest: bytes) -> tuple[Prehashed, padding.AsymmetricPadding | None]:
    family, bits = algorithm[:2], algorithm[2:5]
    if bits not in HASHES or family not in ("RS", "PS", "ES"):
        raise bad(f"Algorithm '{algorithm}' is not supported for this key.")
    hashed = HASHES[bits]()
    if len(digest) != hashed.digest_size:
        raise bad(f"Invalid length of value: {len(digest)} bytes; {algorithm} takes {hashed.digest_size}.")
    if family == "ES":
        if (
            not isinstance(key, ec.EllipticCurvePrivateKey)
            or EC_ALGORITHMS.get(algorithm) != CURVE_NAMES[key.curve.name]
        ):
            raise bad(f"Algorithm '{algorithm}' does not fit the curve of the key.")
        return Prehashed(hashed), None
    _rsa(key, algorithm)
    if family == "PS":
        return Prehashed(hashed), padding.PSS(padding.MGF1(hashed), hashed.digest_size)
    return Prehashed(hashed), padding.PKCS1v15()


def sign(key: PrivateKey, algorithm: str, digest: bytes) -> bytes:
    """A signature of a digest; EC signatures as r and s side by side (RFC 7518, 3.4)."""
    hashed, padded = _signing(key, algorithm, digest)
    if isinstance(key, rsa.RSAPrivateKey):
        assert padded is not None
        return key.sign(digest, padded, hashed)
    size = (key.curve.key_size + 7) // 8
    r, s = decode_dss_signature(key.sign(digest, ec.ECDSA(hashed)))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def verify(key: PrivateKey, algorithm: str, digest: bytes, signature: bytes) -> bool:
    hashed, padded = _signing(key, algorithm, digest)
    try:
        if isinstance(key, rsa.RSAPrivateKey):
            assert padded is not None
            key.public_key().verify(signature, digest, padded, hashed)
            return True
        half = len(signature) // 2
        r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
        key.public_key().verify(encode_dss_signature(r, s), digest, ec.ECDSA(hashed))
    except InvalidSignature:
        return False
    return True
