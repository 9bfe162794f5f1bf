"""The local certificate authority: made on first use, good for loopback names and addresses only."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from local.home import Home

CA_DAYS, LEAF_DAYS, RENEW_DAYS = 3650, 365, 30
LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True)
class CertificateAuthority:
    folder: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def issue(self, name: str, hosts: Sequence[str]) -> tuple[Path, Path]:
        """Certificate (chain) and key for `hosts`, DNS names or addresses; the same again until it nears its end."""
        folder = self.folder / "issued"
        folder.mkdir(parents=True, exist_ok=True)
        cert_path, key_path = folder / f"{name}.pem", folder / f"{name}.key"
        if cert_path.exists() and key_path.exists() and self._still_good(cert_path, hosts):
            return cert_path, key_path
        key = ec.generate_private_key(ec.SECP256R1())
        # No common name: OpenSSL would hold one that looks like a DNS name against the CA's name constraints.
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "cordon local"),
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, name[:64]),
            ]
        )
        public = key.public_key()
        certificate = (
            _builder(subject, self.certificate.subject, public, LEAF_DAYS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
                critical=False,
            )
            .add_extension(x509.SubjectAlternativeName(_names(hosts)), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        _write(key_path, _pem(key), 0o600)
        chain = certificate.public_bytes(serialization.Encoding.PEM) + _certificate_pem(self.certificate)
        _write(cert_path, chain, 0o644)
        return cert_path, key_path

    def _still_good(self, path: Path, hosts: Sequence[str]) -> bool:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        lives = certificate.not_valid_after_utc - datetime.now(UTC) > timedelta(days=RENEW_DAYS)
        ours = certificate.issuer == self.certificate.subject and list(names) == _names(hosts)
        return lives and ours and _signed_by(certificate, self.key)


def authority(home: Home) -> CertificateAuthority:
    """The environment's authority: `ca.pem` is public, `ca.key` stays with its owner."""
    folder, key_path = home.ca, home.ca / "ca.key"
    if key_path.exists() and home.ca_file.exists():
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return CertificateAuthority(folder, x509.load_pem_x509_certificate(home.ca_file.read_bytes()), key)
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    serial = f"{x509.random_serial_number():x}"[:12]  # two environments' authorities must not look alike
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "cordon local"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"cordon local authority {serial}"),
        ]
    )
    permitted: list[x509.GeneralName] = [x509.DNSName("localhost")]
    permitted += [x509.IPAddress(ipaddress.ip_network(network)) for network in LOOPBACK]
    certificate = (
        _builder(subject, subject, key.public_key(), CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_path, _pem(key), 0o600)
    _write(home.ca_file, _certificate_pem(certificate), 0o644)
    return CertificateAuthority(folder, certificate, key)


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(**chosen: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    names += ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: chosen.get(name, False) for name in names})


def _names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = []
    for host in hosts:
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(host)))
        except ValueError:
            names.append(x509.DNSName(host))
    return names


def _signed_by(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bool:
    try:
        key.public_key().verify(certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(hashes.SHA256()))
    except Exception:
        return False
    return True


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _certificate_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all: a kill in between leaves the old file."""
    part = path.with_suffix(path.suffix + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    part.chmod(mode)
    part.rename(path)
