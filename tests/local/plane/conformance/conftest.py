"""The same calls by Microsoft's own clients, against the local plane or against Azure.

Where the environment has AZURE_CLIENT_SECRET, whatever its AZURE_ variables name is tested (ARM_ENDPOINT absent means
Azure itself; the principal needs Owner). Otherwise a plane without data planes is started.
"""

import base64
import json
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.identity import EnvironmentCredential
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local.home import Home
from tests.local.plane.harness import Process

CREDENTIALS = "AZURE_CLIENT_SECRET"
KEY_VAULT_ADMINISTRATOR = "00482a5a-887f-4fb3-b363-3b7fe8e74483"


@dataclass(frozen=True)
class Cloud:
    """What a client needs besides its own name."""

    credential: EnvironmentCredential
    subscription: str
    tenant: str
    endpoint: str
    location: str

    def client(self, kind: type) -> Any:
        """A management client; only these settings differ between the local plane and Azure."""
        scopes = ["https://management.azure.com/.default"]
        return kind(self.credential, self.subscription, base_url=self.endpoint, credential_scopes=scopes)

    @property
    def object_id(self) -> str:
        token = self.credential.get_token("https://management.azure.com/.default").token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(token + "=="))["oid"]

    def vault(self, group: str) -> Any:
        """A vault in which the caller may do everything, reachable from here."""
        name = f"cordon{uuid.uuid4().hex[:12]}"
        properties = {
            "tenantId": self.tenant,
            "sku": {"family": "A", "name": "premium"},
            "enableRbacAuthorization": True,
            "softDeleteRetentionInDays": 7,
        }
        vaults = self.client(KeyVaultManagementClient).vaults
        body = {"location": self.location, "properties": properties}
        vault = vaults.begin_create_or_update(group, name, body).result()
        role = f"/subscriptions/{self.subscription}/providers/Microsoft.Authorization/roleDefinitions/"
        parameters = {
            "properties": {
                "roleDefinitionId": role + KEY_VAULT_ADMINISTRATOR,
                "principalId": self.object_id,
                "principalType": "ServicePrincipal",
            }
        }
        assignments = self.client(AuthorizationManagementClient).role_assignments
        assignments.create(vault.id, str(uuid.uuid4()), parameters)
        return vault


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    """A module's, not the session's: its variables must not be seen by the tests of other parts."""
    with pytest.MonkeyPatch.context() as patch:
        process = None
        if CREDENTIALS not in os.environ:
            folder = Path(tempfile.mkdtemp(prefix="cordon-conformance-", dir="/var/tmp"))
            folder.chmod(0o755)
            process = Process(Home(folder))
            process.start()
            for name, value in process.settings().items():
                patch.setenv(name, value)
        local = "ARM_ENDPOINT" in os.environ
        yield Cloud(
            credential=EnvironmentCredential(disable_instance_discovery=local),
            subscription=os.environ["AZURE_SUBSCRIPTION_ID"],
            tenant=os.environ["AZURE_TENANT_ID"],
            endpoint=os.environ.get("ARM_ENDPOINT", "https://management.azure.com"),
            location=os.environ.get("CORDON_LOCATION", "northeurope"),
        )
        if process:
            assert process.stop() == 0
            shutil.rmtree(process.home.root)


@pytest.fixture(scope="module")
def group(cloud: Cloud) -> Iterator[str]:
    """A resource group of the module's own, gone with everything in it at the end."""
    groups = cloud.client(ResourceManagementClient).resource_groups
    name = f"cordon-conformance-{uuid.uuid4().hex[:8]}"
    groups.create_or_update(name, {"location": cloud.location})
    yield name
    groups.begin_delete(name).result()
    assert not groups.check_existence(name)


@pytest.fixture(scope="module")
def settled() -> Callable[[Callable[[], Any]], Any]:
    """Azure's roles take minutes to spread: repeat what is forbidden until it isn't."""

    def wait(call: Callable[[], Any]) -> Any:
        until = time.monotonic() + 300
        while True:
            try:
                return call()
            except HttpResponseError as error:
                if error.status_code != 403 or time.monotonic() > until:
                    raise
                time.sleep(2)

    return wait
