"""What the stack says of itself: all that operations know of the estate. Names and ids only, never a secret."""

from components.addresses import Tier
from components.database import Replica
from components.stamp import Stamp
from stacks.environment import Environment
from stacks.outputs_data import Outputs, data_outputs, server
from stacks.public import web_outputs


def outputs(environment: Environment) -> Outputs:
    """The stack's outputs; `scripts/estate.py` reads them."""
    return {
        "environment": environment.place.names.environment,
        "subscription": environment.place.subscription,
        "primary": environment.settings.primary,
        **environment.public.outputs(),
        "regions": {
            region: _region(stamp, environment.replicas.get(region), environment.administrator.name)
            for region, stamp in environment.stamps.items()
        },
    }


def _region(stamp: Stamp, replica: Replica | None, administrator: str) -> Outputs:
    return {
        **data_outputs(stamp.data, administrator),
        "network": stamp.network.network_id,
        "restoreSubnet": stamp.network.subnets[Tier.RESTORE],
        "replica": server(replica) if replica else None,
        "workspace": stamp.monitoring.workspace_id,
        "web": web_outputs(stamp),
        "cells": {name: data_outputs(cell.data, administrator) for name, cell in stamp.cells.items()},
    }
