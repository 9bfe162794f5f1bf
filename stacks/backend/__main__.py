"""The program that comes before an environment's first deployment: its state, and who deploys."""

import sys
from pathlib import Path

import pulumi

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # this project's folder is not the repository's

from stacks.backend.settings import validate
from stacks.config import given
from stacks.settings import SettingsError

try:
    settings = validate(given(), pulumi.get_stack())
except SettingsError as error:
    raise pulumi.RunError(str(error)) from None

# Only now: these import the Azure SDK, which takes seconds.
from pulumi_azure_native import authorization

from stacks.backend.backend import Backend

client = authorization.get_client_config()
made = Backend(pulumi.get_stack(), settings, client.subscription_id, client.tenant_id)
pulumi.export("backend", made.state.backend)
pulumi.export("secretsProvider", made.state.secrets_provider)
pulumi.export("deployer", {"clientId": made.deployer.client_id, "objectId": made.deployer.principal_id})
