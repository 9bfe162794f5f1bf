"""The Pulumi program: settings first, so that a mistake in them ends before anything is asked of the cloud."""

import contextvars
from concurrent.futures import ThreadPoolExecutor

import pulumi

from stacks import lazy_sdk
from stacks.config import settings

valid = settings()

# Only now: what follows imports the Azure SDK, which takes long; meanwhile the provider starts and says who deploys.
lazy_sdk.install()
from pulumi_azure_native import authorization  # noqa: E402

context = contextvars.copy_context()
asked = ThreadPoolExecutor(1).submit(lambda: context.run(authorization.get_client_config))

from stacks.environment import Caller, Environment  # noqa: E402
from stacks.outputs import outputs  # noqa: E402

client = asked.result()
environment = Environment(
    pulumi.get_stack(),
    valid,
    Caller(subscription=client.subscription_id, tenant=client.tenant_id, object_id=client.object_id),
)
for name, value in outputs(environment).items():
    pulumi.export(name, value)
