"""Where the control plane is and who we are there. Refuses everything that isn't the local control plane."""

from __future__ import annotations

import base64
import ipaddress
import json
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

SCOPE = "https://management.azure.com/.default"
EARLY = 300  # seconds before its end that a token is renewed
CONNECTIONS = 64


class RefusedError(Exception):
    """One sentence: why this provider won't work with these settings."""


@dataclass
class Connection:
    endpoint: str
    tenant: str
    client: str
    secret: str
    subscription: str
    ca_file: str
    location: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _http: httpx.Client | None = field(default=None, init=False, repr=False)
    _token: str = field(default="", init=False, repr=False)
    _renew: float = field(default=0, init=False, repr=False)

    @property
    def http(self) -> httpx.Client:
        with self._lock:
            if self._http is None:
                import ssl

                import httpx

                limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
                context = ssl.create_default_context(cafile=self.ca_file or None)
                self._http = httpx.Client(
                    base_url=self.endpoint, verify=context, limits=limits, timeout=120, trust_env=False
                )
            return self._http

    def close(self) -> None:
        with self._lock:
            if self._http is not None:
                self._http.close()

    def token(self, scope: str = SCOPE) -> str:
        """A bearer token; the one for Azure Resource Manager is kept until shortly before it ends."""
        http = self.http
        with self._lock:
            if scope == SCOPE and time.monotonic() < self._renew:
                return self._token
            form = {
                "grant_type": "client_credentials",
                "client_id": self.client,
                "client_secret": self.secret,
                "scope": scope,
            }
            answer = http.post(f"/{self.tenant}/oauth2/v2.0/token", data=form)
            body = answer.json()
            if answer.status_code != 200:
                raise RefusedError(f"sign-in as {self.client} failed: {body.get('error_description', body)}")
            if scope == SCOPE:
                self._token, self._renew = body["access_token"], time.monotonic() + body["expires_in"] - EARLY
            return body["access_token"]

    def claims(self) -> dict[str, Any]:
        """What our own token says of us."""
        payload = self.token().split(".")[1]
        return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))

    def require_local(self) -> None:
        """RefusedError unless the endpoint is a loopback address and says that it is the local control plane."""
        import httpx

        try:
            answer = self.http.get("/local/identity", timeout=10)
            plane = answer.json()["plane"] if answer.status_code == 200 else ""
        except httpx.HTTPError as error:
            raise RefusedError(
                f"the local control plane at {self.endpoint} doesn't answer ({error}); `make up` starts it."
            ) from error
        except (ValueError, KeyError, TypeError):
            plane = ""
        if plane != "cordon-local":
            raise RefusedError(
                f"{self.endpoint} isn't cordon's local control plane, and this provider serves no other."
            )


def connect(config: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Connection:
    """From the provider's configuration, else the variables that azure-native reads too. Raises RefusedError."""

    def setting(name: str, *variables: str) -> str:
        value = str(config.get(name) or next((environ[each] for each in variables if environ.get(each)), ""))
        if not value:
            raise RefusedError(
                f"azure-native:{name} isn't set, and neither is {variables[0]}: this provider serves only cordon's "
                "local control plane, whose settings `make up` writes."
            )
        return value

    host = setting("metadataHost", "ARM_METADATA_HOSTNAME", "ARM_ENDPOINT").removeprefix("https://").rstrip("/")
    _require_loopback(host)
    return Connection(
        endpoint=f"https://{host}",  # signs in there too: no secret goes anywhere else
        tenant=setting("tenantId", "ARM_TENANT_ID", "AZURE_TENANT_ID"),
        client=setting("clientId", "ARM_CLIENT_ID", "AZURE_CLIENT_ID"),
        secret=setting("clientSecret", "ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"),
        subscription=setting("subscriptionId", "ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID"),
        ca_file=environ.get("SSL_CERT_FILE") or environ.get("REQUESTS_CA_BUNDLE") or "",
        location=str(config.get("location") or environ.get("ARM_LOCATION", "")),
    )


def _require_loopback(host: str) -> None:
    name = urlsplit(f"//{host}").hostname or ""
    try:
        local = ipaddress.ip_address(name).is_loopback
    except ValueError:
        local = name == "localhost" or name.endswith(".localhost")  # RFC 6761: never anything but loopback
    if not local:
        raise RefusedError(
            f"{host!r} isn't an address of this machine: this provider serves only cordon's local control plane; "
            "for Azure itself use Pulumi's own azure-native plugin."
        )
