"""Certificates in the vault: when they end, and a renewed one put in before that.

A certificate is kept as Azure keeps it: a secret of PEM, key and chain together. Only its public part is ever shown.
Those of Front Door's own domains and of the managed servers are renewed by Microsoft; these are the others.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scripts.errors import UserError
from scripts.keys import secrets
from scripts.session import Session

TYPE = "application/x-pem-file"  # the content type by which Azure knows a certificate's secret
RENEW_BEFORE = timedelta(days=30)
VALID = timedelta(days=90)


def look(session: Session, name: str) -> dict[str, Any]:
    """Subject's digest, end, days left, and whether renewal is due. UserError where it isn't a certificate."""
    pem = secrets.value(session, name)
    if pem is None:
        raise UserError(f"Certificate {name!r} is not in vault {session.home.vault.name}.")
    try:
        found = x509.load_pem_x509_certificate(pem.encode())
        key = serialization.load_pem_private_key(pem.encode(), None)
    except ValueError:
        raise UserError(f"Secret {name} holds no certificate with its key.") from None
    if key.public_key() != found.public_key():
        raise UserError(f"Certificate {name}: the key is not its own.")
    left = found.not_valid_after_utc - datetime.now(UTC)
    return {
        "certificate": name,
        "sha256": found.fingerprint(hashes.SHA256()).hex(),
        "ends": found.not_valid_after_utc.isoformat(),
        "days_left": left.days,
        "due": left < RENEW_BEFORE,
    }


def check(session: Session, name: str) -> dict[str, Any]:
    """That nothing is due: it is valid now and for longer than the time before which one renews."""
    found = look(session, name)
    if found["due"]:
        raise UserError(f"Certificate {name} ends {found['ends']}; renewal is due {RENEW_BEFORE.days} days before.")
    return found


def renew(session: Session, name: str, run: str) -> dict[str, Any]:
    """Issue a new one for the same names, and put it in. The same run puts in one.

    Self-signed: for names that only our own parts check. For public names, import what the authority issued.
    """
    client = session.azure.secrets(session.home.vault.uri)
    for one in secrets.versions(session, name):
        if (one.tags or {}).get("cordon-run") == run:
            client.update_secret_properties(name, one.version, enabled=True)
            return look(session, name)
    old = x509.load_pem_x509_certificate((secrets.value(session, name) or "").encode())
    client.set_secret(name, _issue(old.subject, VALID), content_type=TYPE, tags={"cordon-run": run})
    return look(session, name)


def go_back(session: Session, name: str, run: str) -> dict[str, Any]:
    """Put the version before this run's in again, as the newest."""
    client = session.azure.secrets(session.home.vault.uri)
    older = [
        one for one in secrets.versions(session, name) if (one.tags or {}).get("cordon-run") != run and one.enabled
    ]
    if not older:
        raise UserError(f"Certificate {name} has no version from before run {run}.")
    value = client.get_secret(name, older[0].version).value
    assert value
    for one in secrets.versions(session, name):
        if (one.tags or {}).get("cordon-run") == run:
            client.update_secret_properties(name, one.version, enabled=False, tags={"cordon-was": run})
    client.set_secret(name, value, content_type=TYPE)
    return look(session, name)


def make_rehearsal(session: Session, run: str) -> str:
    """A certificate that ends in a week; its name."""
    client, name = session.azure.secrets(session.home.vault.uri), f"rehearsal-certificate-{run}"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "rehearsal.cordon.example")])
    if secrets.value(session, name) is None:
        client.set_secret(name, _issue(subject, timedelta(days=7)), content_type=TYPE)
    return name


def _issue(subject: x509.Name, valid: timedelta) -> str:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + valid)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + made.public_bytes(serialization.Encoding.PEM)).decode()
