"""The Pulumi program: settings first, so that a mistake in them ends before anything is asked of the cloud."""

import pulumi

from stacks.config import settings

valid = settings()

# Only now: these import the Azure SDK, which takes seconds.
from pulumi_azure_native import authorization  # noqa: E402

from stacks.environment import Caller, Environment  # noqa: E402
from stacks.outputs import outputs  # noqa: E402

client = authorization.get_client_config()
environment = Environment(
    pulumi.get_stack(),
    valid,
    Caller(subscription=client.subscription_id, tenant=client.tenant_id, object_id=client.object_id),
)
for name, value in outputs(environment).items():
    pulumi.export(name, value)
