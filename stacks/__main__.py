"""The Pulumi program: settings first, so that a mistake in them ends before anything is asked of the cloud."""

import contextvars
import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pulumi

from stacks import lazy_sdk
from stacks.config import settings
from stacks.settings_cell import CellSettings

gc.disable()  # a program of seconds makes no garbage worth looking for, and the looking takes a tenth of its time
valid = settings()

# Only now: what follows imports the Azure SDK, which takes long; meanwhile the provider starts and Azure is asked.
lazy_sdk.install()
from pulumi_azure_native import authorization  # noqa: E402

from stacks.caller import Caller  # noqa: E402


def ask() -> Caller:
    client = authorization.get_client_config()
    who = Caller(subscription=client.subscription_id, tenant=client.tenant_id, object_id=client.object_id)
    if isinstance(valid, CellSettings) or not valid.access.eligible:
        return who
    from stacks.role_policies import role_policies

    return replace(who, role_policies=role_policies(who.subscription))


context = contextvars.copy_context()
asked = ThreadPoolExecutor(1).submit(lambda: context.run(ask))

if isinstance(valid, CellSettings):
    from stacks.cell import make
    from stacks.cell import outputs as of_cell

    said = of_cell(valid, make(valid, asked.result()))
else:
    from stacks.environment import Environment
    from stacks.outputs import outputs

    said = outputs(Environment(pulumi.get_stack(), valid, asked.result()))
for name, value in said.items():
    pulumi.export(name, value)
