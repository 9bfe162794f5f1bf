"""Services reached by private endpoints: what Azure calls their sub-resource, and the DNS zone of their names.

Source: "Azure Private Endpoint private DNS zone values", Microsoft Learn, 2026-11.
"""

from enum import Enum


class Service(Enum):
    """A service of the estate that has private endpoints."""

    VAULT = ("vault", "privatelink.vaultcore.azure.net")
    BLOB = ("blob", "privatelink.blob.core.windows.net")
    POSTGRES = ("postgresqlServer", "privatelink.postgres.database.azure.com")
    WEB = ("sites", "privatelink.azurewebsites.net")

    @property
    def group(self) -> str:
        """The sub-resource ("group id") that the endpoint connects to."""
        return self.value[0]

    @property
    def zone(self) -> str:
        """The private DNS zone under which the service's public name resolves to the endpoint."""
        return self.value[1]
