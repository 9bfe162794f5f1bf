"""The Pulumi program: settings first, so that a mistake in them ends before anything is asked of the cloud."""

import contextvars
from concurrent.futures import ThreadPoolExecutor

import pulumi

from stacks import lazy_sdk
from stacks.config import settings
from stacks.settings_cell import CellSettings

valid = settings()

# Only now: what follows imports the Azure SDK, which takes long; meanwhile the provider starts and says who deploys.
lazy_sdk.install()
from pulumi_azure_native import authorization  # noqa: E402

context = contextvars.copy_context()
asked = ThreadPoolExecutor(1).submit(lambda: context.run(authorization.get_client_config))

from stacks.caller import Caller  # noqa: E402
from stacks.outputs_data import Outputs  # noqa: E402
from stacks.settings import Settings  # noqa: E402


def environment(given: Settings, caller: Caller) -> Outputs:
    from stacks.environment import Environment
    from stacks.outputs import outputs

    return outputs(Environment(pulumi.get_stack(), given, caller))


def cell(given: CellSettings, caller: Caller) -> Outputs:
    from stacks.cell import make, outputs

    return outputs(given, make(given, caller))


client = asked.result()
caller = Caller(subscription=client.subscription_id, tenant=client.tenant_id, object_id=client.object_id)
said = cell(valid, caller) if isinstance(valid, CellSettings) else environment(valid, caller)
for name, value in said.items():
    pulumi.export(name, value)
