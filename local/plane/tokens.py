"""Access tokens: RS256 JSON web tokens signed with the environment's own key, checked as Azure checks them."""

from __future__ import annotations

import base64
import hashlib
import os
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from local.plane.behaviour import ArmError

MANAGEMENT = ("https://management.azure.com", "https://management.core.windows.net")
DATABASE = "https://ossrdbms-aad.database.windows.net"
STORAGE = "https://storage.azure.com"
VAULT = "https://vault.azure.net"
GRAPH = "https://graph.microsoft.com"
LIFETIME = 3600

Claims = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose token it is."""

    object_id: str
    client_id: str
    name: str


class Tokens:
    def __init__(self, folder: Path, tenant: str) -> None:
        self.tenant = tenant
        self.issuer = f"https://sts.windows.net/{tenant}/"
        self._key = _load_or_make(folder / "entra.pem")
        numbers = self._key.public_key().public_numbers()
        self._n, self._e = _number(numbers.n), _number(numbers.e)
        self.key_id = base64.urlsafe_b64encode(hashlib.sha256(self._n.encode()).digest()).decode()[:27]

    def jwks(self) -> dict[str, Any]:
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.key_id, "x5t": self.key_id}
        return {"keys": [key | {"n": self._n, "e": self._e, "issuer": self.issuer}]}

    def mint(self, subject: Subject, audience: str, *, lifetime: int = LIFETIME) -> str:
        """A token for `audience` that lives `lifetime` seconds (negative: one that has already expired)."""
        at = int(time.time())
        claims = {
            "aud": audience,
            "iss": self.issuer,
            "iat": at - 300 if lifetime > 0 else at - 7200,
            "nbf": at - 300 if lifetime > 0 else at - 7200,
            "exp": at + lifetime,
            "appid": subject.client_id,
            "appidacr": "1",
            "idp": self.issuer,
            "idtyp": "app",
            "oid": subject.object_id,
            "sub": subject.object_id,
            "tid": self.tenant,
            "uti": uuid.uuid4().hex[:22],
            "ver": "1.0",
            "app_displayname": subject.name,
        }
        headers = {"kid": self.key_id, "x5t": self.key_id}
        return jwt.encode(claims, self._key, algorithm="RS256", headers=headers)

    def verify(self, token: str, *, audience: str | Iterable[str]) -> Claims:
        """The claims of a good token; ArmError 401 with ARM's codes for any other. A trailing slash doesn't matter."""
        wanted = {audience} if isinstance(audience, str) else set(audience)
        options: Any = {"verify_aud": False, "require": ["exp", "aud", "iss", "oid"]}
        try:
            claims = jwt.decode(token, self._key.public_key(), ["RS256"], options, issuer=self.issuer, leeway=0)
        except jwt.ExpiredSignatureError:
            ends = jwt.decode(token, options={"verify_signature": False}).get("exp", 0)
            when = time.strftime("%m/%d/%Y %H:%M:%S", time.gmtime(ends))
            text = f"The access token expiry UTC time '{when}' is earlier than current UTC time."
            raise ArmError(401, "ExpiredAuthenticationToken", text) from None
        except jwt.InvalidIssuerError:
            text = f"The access token is from the wrong issuer. It must match the tenant '{self.issuer}'."
            raise ArmError(401, "InvalidAuthenticationTokenTenant", text) from None
        except jwt.PyJWTError:
            raise ArmError(401, "InvalidAuthenticationToken", "The access token is invalid.") from None
        if str(claims["aud"]).rstrip("/") not in {value.rstrip("/") for value in wanted}:
            text = (
                f"The access token has been obtained for wrong audience or resource '{claims['aud']}'. "
                f"It should exactly match with one of the allowed audiences {', '.join(sorted(wanted))}."
            )
            raise ArmError(401, "InvalidAuthenticationTokenAudience", text)
        return claims


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()


def _load_or_make(path: Path) -> rsa.RSAPrivateKey:
    if path.exists():
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private_file(path, pem)
    return key


def private_file(path: Path, content: bytes) -> None:
    """Written whole or not at all, and readable by its owner only from the first byte on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.rename(path)
