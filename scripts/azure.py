"""Azure's official clients, pointed by settings alone: the same code talks to Azure and to the local environment."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import certifi
import psycopg
from azure.core import PipelineClient
from azure.core.credentials import TokenCredential
from azure.core.pipeline.policies import BearerTokenCredentialPolicy, RetryPolicy
from azure.core.rest import HttpRequest
from azure.identity import DefaultAzureCredential, EnvironmentCredential
from azure.keyvault.keys import KeyClient
from azure.keyvault.keys.crypto import CryptographyClient
from azure.keyvault.secrets import SecretClient
from azure.storage.blob import BlobServiceClient, ExponentialRetry

if TYPE_CHECKING:  # hundreds of models each: only who manages them waits for them
    from azure.mgmt.network import NetworkManagementClient
    from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient

ARM = "https://management.azure.com"
POSTGRES_SCOPE = "https://ossrdbms-aad.database.windows.net/.default"
MICROSOFT_AUTHORITIES = ("login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn")
CONNECT_TIMEOUT = 10  # seconds
SESSION = "-c DateStyle=ISO -c TimeZone=UTC"  # a database may set others, which psycopg can't read
LIBPQ = {
    "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER",
    "password": "PGPASSWORD", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT",
    "connect_timeout": "PGCONNECT_TIMEOUT", "application_name": "PGAPPNAME",
}  # fmt: skip
LOCAL_POLLING = 1  # seconds between polls where no Retry-After says otherwise; Azure's own default is 30


def own_endpoint() -> str | None:
    """ARM_ENDPOINT: set where the control plane is not Azure's public one."""
    return os.environ.get("ARM_ENDPOINT")


def make_credential() -> TokenCredential:
    """A service principal where AZURE_CLIENT_ID and its secret are set, else what the machine offers (az, identity)."""
    authority = os.environ.get("AZURE_AUTHORITY_HOST", "")
    host = urlsplit(authority if "//" in authority else f"https://{authority}").hostname
    # Discovery asks Microsoft whether the authority is known: a local one isn't, and there may be no internet.
    foreign = bool(host) and host not in MICROSOFT_AUTHORITIES
    if {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"} <= os.environ.keys():
        return EnvironmentCredential(disable_instance_discovery=foreign, retry_total=2)
    return DefaultAzureCredential(disable_instance_discovery=foreign)


@dataclass
class Azure:
    """The clients of one subscription; each is made on first use and kept."""

    subscription: str
    credential: TokenCredential = field(default_factory=make_credential)

    def management(self, client: type[Any]) -> Any:
        """An azure-mgmt client, e.g. `management(NetworkManagementClient)`."""
        endpoint = own_endpoint()
        options: dict[str, Any] = {"retry_total": 3, "connection_timeout": CONNECT_TIMEOUT}
        if endpoint:
            options |= {"base_url": endpoint, "polling_interval": LOCAL_POLLING}
        return client(self.credential, self.subscription, credential_scopes=[f"{ARM}/.default"], **options)

    def arm(self, path: str, query: Mapping[str, str]) -> Any:
        """The JSON answer of a GET that no client of ours has: metrics, say. AzureError where Azure refuses."""
        endpoint = own_endpoint() or ARM
        with PipelineClient(
            endpoint,
            policies=[BearerTokenCredentialPolicy(self.credential, f"{ARM}/.default"), RetryPolicy(retry_total=3)],
        ) as client:
            response = client.send_request(HttpRequest("GET", endpoint + path, params=dict(query)))
            response.raise_for_status()
            return response.json()

    @cached_property
    def postgres(self) -> PostgreSQLManagementClient:
        from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient

        return self.management(PostgreSQLManagementClient)

    @cached_property
    def network(self) -> NetworkManagementClient:
        from azure.mgmt.network import NetworkManagementClient

        return self.management(NetworkManagementClient)

    def blobs(self, url: str, **options: Any) -> BlobServiceClient:
        # Its own default waits 15 s and more between tries, ten minutes in all: a drill must say sooner that it can't.
        patience = ExponentialRetry(initial_backoff=1, increment_base=2, retry_total=3)
        return BlobServiceClient(url, credential=self.credential, retry_policy=patience, **options)

    def secrets(self, vault: str) -> SecretClient:
        return SecretClient(vault, self.credential, retry_total=3)

    def keys(self, vault: str) -> KeyClient:
        return KeyClient(vault, self.credential, retry_total=3)

    def cryptography(self, key_id: str) -> CryptographyClient:
        return CryptographyClient(key_id, self.credential, retry_total=3)

    def connect(
        self, fqdn: str, database: str, user: str, *, address: str | None = None, **options: Any
    ) -> psycopg.Connection[Any]:
        """Sign in with an Entra token as the password, over TLS with the server's name verified.

        `address` reaches a server whose name resolves to nothing, or to another one: a copy behind its own private
        endpoint. The name is still what the certificate must prove.
        """
        return psycopg.connect(
            **self._sign_in(fqdn, database, user, address),
            options=SESSION,
            **options,
        )

    def libpq(self, fqdn: str, database: str, user: str, *, address: str | None = None) -> dict[str, str]:
        """`connect`'s facts as the variables by which PostgreSQL's own tools find and enter the server.

        Variables and not arguments: these stand in the process list.
        """
        facts = self._sign_in(fqdn, database, user, address)
        return {LIBPQ[name]: str(value) for name, value in facts.items() if value is not None}

    def _sign_in(self, fqdn: str, database: str, user: str, address: str | None) -> dict[str, Any]:
        return {
            "host": fqdn,
            "hostaddr": address if address and not is_address(fqdn) else None,
            "port": 5432,
            "dbname": database,
            "user": user,
            "password": self.credential.get_token(POSTGRES_SCOPE).token,
            "sslmode": "verify-full",
            "sslrootcert": os.environ.get("PGSSLROOTCERT") or certifi.where(),
            "connect_timeout": CONNECT_TIMEOUT,
            "application_name": "cordon",
        }


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
