"""Who may connect to a server: the rules of pg_hba.conf, made from networks and ways to sign in."""

from collections.abc import Sequence
from dataclasses import dataclass

from local.data.cluster import REPLICATOR, SUPERUSER

LOOPBACK = "127.0.0.0/8"  # this machine: what a private endpoint or a joined network admits


@dataclass(frozen=True, kw_only=True)
class Access:
    networks: Sequence[str]  # CIDR
    ldap_port: int | None  # tokens are checked there; None where Entra sign-in is off
    login: str | None  # the administrator with a password, where the server allows it


def rules(server: str, access: Access) -> list[str]:
    """Lines in order: the platform first, then its own roles barred from outside, then whom the server admits."""
    lines = [
        f"local all {SUPERUSER} peer map=platform",
        f"hostssl replication {REPLICATOR} {LOOPBACK} scram-sha-256",
        f"host all {SUPERUSER},{REPLICATOR} all reject",
    ]
    for network in access.networks:
        if access.login:
            lines.append(f'hostssl all "{access.login}" {network} scram-sha-256')
        if access.ldap_port:
            # Plain LDAP carries the token over the loopback only, to the process that issued it.
            lines.append(
                f"hostssl all all {network} ldap ldapserver=127.0.0.1 ldapport={access.ldap_port} "
                f'ldapprefix="cn=" ldapsuffix=",ou={server}"'
            )
    return lines
