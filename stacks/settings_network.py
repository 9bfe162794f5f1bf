"""What an environment says of its networks' ways out, and of what is kept of their traffic."""

from pydantic import Field

from components.egress import Egress
from stacks.model import Model


class Network(Model):
    """The way out of each region's network, and how many days its flow logs are kept.

    `own_watcher` false: the subscription has a network watcher in its regions already; Azure allows one a region.
    """

    egress: Egress = Egress.NAT
    own_watcher: bool = True
    flow_log_days: int = Field(90, ge=90, le=365)
