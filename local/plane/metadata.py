"""`/metadata/endpoints`: how Azure's clients learn where the parts of a cloud are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from local.plane.plane import Plane


def endpoints(plane: Plane, request: Request) -> Response:
    """One object in the versions of 2022 and later, a list of clouds from 2019 on, before that only the basics."""
    version = request.query_params.get("api-version", "")
    if not version:
        error = {"code": "MissingApiVersionParameter", "message": "The api-version query parameter is required."}
        return JSONResponse({"error": error}, 400)
    authentication = {
        "loginEndpoint": plane.url,
        "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
        "tenant": plane.tenant,
        "identityProvider": "AAD",
    }
    if version < "2019":
        basic = {"graphEndpoint": plane.url, "portalEndpoint": plane.url, "galleryEndpoint": plane.url}
        return JSONResponse(basic | {"authentication": authentication})
    cloud: dict[str, Any] = {
        "name": "AzureCloud",
        "portal": plane.url,
        "authentication": authentication,
        "media": plane.url,
        "graph": plane.url,
        "graphAudience": plane.url,
        "microsoftGraphResourceId": plane.url + "/",
        "activeDirectoryDataLake": "https://datalake.localhost",
        "batch": "https://batch.localhost",
        "resourceManager": plane.url,
        "vmImageAliasDoc": plane.url,
        "sqlManagement": plane.url,
        "ossrdbmsResourceId": "https://ossrdbms-aad.database.windows.net",
        "logAnalyticsResourceId": "https://api.loganalytics.io",
        "suffixes": {
            "keyVaultDns": f"vault.localhost:{plane.port}",
            "storage": "localhost",
            "postgresqlServerEndpoint": "localhost",
            "sqlServerHostname": "localhost",
            "mysqlServerEndpoint": "localhost",
            "mhsmDns": "managedhsm.localhost",
            "acrLoginServer": "azurecr.localhost",
        },
    }
    return JSONResponse(cloud if version >= "2022" else [cloud])
