"""How a network reaches what has no private endpoint."""

from enum import StrEnum


class Egress(StrEnum):
    """In a file of its own: settings name it before the Azure SDK is loaded."""

    NAT = "nat"  # a fixed address; where to is decided by the security groups alone
    FIREWALL = "firewall"  # by name, inspected, with known attackers and intrusions denied
