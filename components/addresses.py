"""The address plan: who has which IPv4 network, from one place, so that no two ever overlap.

A region's place is fixed by its name and a tier's by its number: adding one moves no other, and nothing is replaced.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address, IPv4Network

from controls.residency import refusal

NETWORK_PREFIX = 16  # one region's virtual network
SUBNET_PREFIX = 22  # 1,019 usable addresses: Azure keeps five of each subnet


class Tier(IntEnum):
    """A subnet's number in its network. Never renumber: a number is an address range of something deployed."""

    ENDPOINTS = 0  # private endpoints of the data services
    APPLICATION = 1  # delegated to the web apps
    OPERATIONS = 2  # scheduled jobs, drills and whoever is on call
    RESTORE = 3  # quarantine: restored copies, reachable from operations only
    JOBS = 4  # delegated to the container environment of scheduled jobs
    FIREWALL = 5  # Azure's own name and at least a /26; made only where an environment asks for a firewall


REGIONS = {
    "austriaeast": 0,
    "belgiumcentral": 1,
    "denmarkeast": 2,
    "francecentral": 3,
    "francesouth": 4,
    "germanynorth": 5,
    "germanywestcentral": 6,
    "italynorth": 7,
    "northeurope": 8,
    "polandcentral": 9,
    "spaincentral": 10,
    "swedencentral": 11,
    "swedensouth": 12,
    "westeurope": 13,
}
"""A region's number in an environment's space. Never renumber; a new region takes the next one."""


@dataclass(frozen=True)
class AddressPlan:
    """The addresses of one environment.

    >>> plan = AddressPlan(IPv4Network("10.32.0.0/12"))
    >>> plan.network("northeurope")
    IPv4Network('10.40.0.0/16')
    >>> plan.subnet("northeurope", Tier.RESTORE)
    IPv4Network('10.40.12.0/22')
    """

    space: IPv4Network
    reserved: tuple[IPv4Network, ...] = ()  # taken by others: offices, other environments, peered networks

    def __post_init__(self) -> None:
        if self.space.prefixlen > 12 or not self.space.is_private:
            raise ValueError(
                f"address space {self.space} has no room for every region; allowed is a private /12 or larger."
            )
        refuse_overlaps(
            [("the address space", self.space), *(("a reserved network", taken) for taken in self.reserved)]
        )

    def network(self, region: str) -> IPv4Network:
        """The virtual network of a region."""
        if region not in REGIONS:
            raise ValueError(refusal(region))
        return _child(self.space, NETWORK_PREFIX, REGIONS[region])

    def subnet(self, region: str, tier: Tier) -> IPv4Network:
        """The subnet of a tier in a region's network."""
        return _child(self.network(region), SUBNET_PREFIX, tier)

    def firewall(self, region: str) -> IPv4Address:
        """The address that Azure Firewall takes in its subnet: the first that Azure leaves free, the fifth."""
        return self.subnet(region, Tier.FIREWALL)[4]


def refuse_overlaps(claims: Iterable[tuple[str, IPv4Network]]) -> None:
    """ValueError naming the first two networks that share an address."""
    seen: list[tuple[str, IPv4Network]] = []
    for who, network in sorted(claims, key=lambda claim: claim[1]):
        for other, taken in seen:
            if network.overlaps(taken):
                raise ValueError(
                    f"{who} {network} overlaps {other} {taken}; allowed are networks that share no address."
                )
        seen.append((who, network))


def _child(network: IPv4Network, prefix: int, number: int) -> IPv4Network:
    """The `number`th network of that prefix length, without listing the others."""
    size = 1 << (network.max_prefixlen - prefix)
    return IPv4Network((int(network.network_address) + number * size, prefix))
