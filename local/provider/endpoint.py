"""Which Resource Manager the plugin talks to: the local control plane, and never anything else."""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx


class Refused(Exception):
    """One sentence: which endpoint, and what is allowed."""


@dataclass(frozen=True)
class Endpoint:
    """Where the plane is, and who we are there."""

    url: str
    authority: str
    tenant: str
    client: str
    secret: str
    subscription: str

    def open(self) -> httpx.Client:
        """A client that keeps its connections and trusts the local authority alone."""
        context = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE"))
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        return httpx.Client(verify=context, limits=limits, timeout=httpx.Timeout(60), trust_env=False)


def find(environment: Mapping[str, str] = os.environ) -> Endpoint:
    """The endpoint that the environment names. Raises Refused where none is, or where it isn't on loopback."""
    url = environment.get("ARM_ENDPOINT") or f"https://{environment.get('ARM_METADATA_HOSTNAME', '')}"
    host = urlsplit(url).hostname
    if not host:
        raise Refused(
            "ARM_ENDPOINT: not set, and this provider deploys to the local control plane only; run `make up`."
        )
    if not _on_loopback(host):
        raise Refused(
            f"ARM_ENDPOINT: {url} is not on loopback, and this provider deploys to the local control plane only."
        )
    names = ("ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_SUBSCRIPTION_ID")
    if missing := [name for name in names if not environment.get(name)]:
        raise Refused(f"{missing[0]}: not set; the local control plane writes it when it starts (`make up`).")
    authority = environment.get("AZURE_AUTHORITY_HOST") or url
    return Endpoint(url.rstrip("/"), authority.rstrip("/"), *(environment[name] for name in names))


def identify(endpoint: Endpoint, client: httpx.Client) -> None:
    """Refuse an endpoint that doesn't say that it is the local control plane."""
    try:
        answer = client.get(f"{endpoint.url}/local/identity").json()
    except (httpx.HTTPError, ValueError) as error:
        raise Refused(
            f"ARM_ENDPOINT: no local control plane answers at {endpoint.url} ({error}); run `make up`."
        ) from error
    if not isinstance(answer, dict) or answer.get("plane") != "cordon-local":
        raise Refused(f"ARM_ENDPOINT: {endpoint.url} is not the local control plane, the only one allowed here.")


def _on_loopback(host: str) -> bool:
    try:
        found = {item[4][0] for item in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(str(address)).is_loopback for address in found)
