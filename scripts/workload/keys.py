"""Tenants' data keys: each wrapped by the vault's key, each the only one that opens its tenant's content."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from azure.keyvault.keys.crypto import KeyWrapAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scripts.azure import Azure
from scripts.estate import Region

ALGORITHM = KeyWrapAlgorithm.rsa_oaep_256
DATA_KEY = 32  # bytes
NONCE = 12  # bytes, GCM's own


@dataclass(frozen=True)
class WrappedKey:
    """A data key as it is stored. `key_id` names the wrapping key's version."""

    key_id: str
    wrapped: bytes


@dataclass(frozen=True)
class Keys:
    """The wrapping key of one region's vault. Azure's errors pass through."""

    azure: Azure
    region: Region

    def make(self) -> tuple[bytes, WrappedKey]:
        """A new data key, bare and wrapped by the current version of the region's key."""
        current = str(self.azure.keys(self.region.vault.uri).get_key(self.region.wrapping_key).id)
        key = secrets.token_bytes(DATA_KEY)
        return key, WrappedKey(current, self.azure.cryptography(current).wrap_key(ALGORITHM, key).encrypted_key)

    def open(self, stored: WrappedKey) -> bytes:
        """The bare data key, by the version that wrapped it."""
        return self.azure.cryptography(stored.key_id).unwrap_key(ALGORITHM, stored.wrapped).key


def encrypt(key: bytes, blob: str, content: bytes) -> bytes:
    """AES-256-GCM, bound to the blob's name: nonce, then ciphertext and tag.

    The nonce comes from key and name, so that the same content can be put back bit for bit. That is safe only because
    the content of a name never changes.
    """
    nonce = hmac.new(key, blob.encode(), hashlib.sha256).digest()[:NONCE]
    return nonce + AESGCM(key).encrypt(nonce, content, blob.encode())


def decrypt(key: bytes, blob: str, stored: bytes) -> bytes:
    """The content of a blob; cryptography's InvalidTag where it was changed or belongs to another name or tenant."""
    return AESGCM(key).decrypt(stored[:NONCE], stored[NONCE:], blob.encode())
