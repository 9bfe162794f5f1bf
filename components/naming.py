"""Names of Azure resources: one formula for every kind, with Azure's limits beside it.

Abbreviations: Cloud Adoption Framework. Limits: "Naming rules and restrictions for Azure resources", Microsoft Learn,
2026-11.
"""

import hashlib
import re
import uuid
from base64 import b32encode
from dataclasses import dataclass
from enum import Enum

from controls.residency import Region

WORKLOAD = "cordon"
ENVIRONMENT = re.compile(r"[a-z][a-z0-9]{1,7}")  # eight at most, so that the shortest kinds below still fit


@dataclass(frozen=True)
class Rule:
    """How a kind is named. `everywhere`: the name must be unique in all of Azure."""

    abbreviation: str
    longest: int
    separator: str = "-"
    everywhere: bool = False


class Kind(Enum):
    """The kinds of resource that carry a name of ours."""

    RESOURCE_GROUP = Rule("rg", 90)
    VIRTUAL_NETWORK = Rule("vnet", 64)
    SUBNET = Rule("snet", 80)
    NETWORK_SECURITY_GROUP = Rule("nsg", 80)
    PRIVATE_ENDPOINT = Rule("pep", 64)
    NETWORK_INTERFACE = Rule("nic", 80)
    VAULT = Rule("kv", 24, everywhere=True)
    STORAGE_ACCOUNT = Rule("st", 24, separator="", everywhere=True)
    POSTGRES = Rule("psql", 63, everywhere=True)
    BACKUP_VAULT = Rule("bvault", 50)
    RECOVERY_VAULT = Rule("rsv", 50)
    WORKSPACE = Rule("log", 63)
    NETWORK_WATCHER = Rule("nw", 80)
    FLOW_LOG = Rule("fl", 80)
    FIREWALL = Rule("afw", 56)
    FIREWALL_POLICY = Rule("afwp", 80)
    NAT_GATEWAY = Rule("ng", 80)
    ROUTE_TABLE = Rule("rt", 80)
    PUBLIC_ADDRESS = Rule("pip", 80)
    PUBLIC_PREFIX = Rule("ippre", 80)
    CONTAINER_ENVIRONMENT = Rule("cae", 60)
    JOB = Rule("caj", 32)
    FRONT_DOOR = Rule("afd", 90)
    FRONT_DOOR_ENDPOINT = Rule("fde", 46, everywhere=True)
    FRONT_DOOR_RULE_SET = Rule("rules", 60, separator="")
    WAF_POLICY = Rule("waf", 128, separator="")
    WEB_PLAN = Rule("asp", 60)
    WEB_APP = Rule("app", 60, everywhere=True)
    AUTOSCALE = Rule("scale", 260)
    IDENTITY = Rule("id", 128)
    APPLICATION_INSIGHTS = Rule("appi", 260)
    WEB_TEST = Rule("test", 260)
    ACTION_GROUP = Rule("ag", 260)
    ALERT = Rule("alert", 260)
    DIAGNOSTIC_SETTING = Rule("diag", 260)
    LOCK = Rule("lock", 260)
    POLICY = Rule("", 64)


def unique_suffix(subscription: str, environment: str, generation: int = 1) -> str:
    """Five characters that keep our globally unique names apart from everyone else's, the same on every run.

    A deleted vault with purge protection keeps its name for 90 days: `generation` gives the next one another.
    """
    seed = f"{subscription}/{WORKLOAD}/{environment}/{generation}".lower()
    return b32encode(hashlib.sha256(seed.encode()).digest()).decode().lower()[:5]


@dataclass(frozen=True)
class Names:
    """The names of one environment.

    >>> from controls.residency import region
    >>> names = Names("prod", "ab3de")
    >>> names(Kind.VAULT, region("westeurope"))
    'kv-prod-we-ab3de'
    >>> names(Kind.STORAGE_ACCOUNT, region("westeurope"), "site")
    'stprodwesiteab3de'
    >>> names(Kind.RESOURCE_GROUP, region("germanywestcentral"))
    'rg-cordon-prod-gwc'
    """

    environment: str
    suffix: str

    def __post_init__(self) -> None:
        if not ENVIRONMENT.fullmatch(self.environment):
            raise ValueError(
                f"environment {self.environment!r} can't be part of a name; allowed are 2 to 8 lower-case letters and "
                "digits, a letter first."
            )

    def __call__(self, kind: Kind, region: Region | None = None, what: str = "") -> str:
        """The name of the environment's `what` of that kind in that region; None for what is global."""
        rule = kind.value
        parts = [
            rule.abbreviation,
            WORKLOAD if rule.longest > 24 else "",  # the short kinds have no room for it
            self.environment,
            region.code if region else "",
            what,
            self.suffix if rule.everywhere else "",
        ]
        name = rule.separator.join(part for part in parts if part)
        allowed = f"[a-z][a-z0-9{rule.separator}]{{1,{rule.longest - 1}}}"
        if not re.fullmatch(allowed, name):
            raise ValueError(
                f"name {name!r} breaks Azure's rule for {kind.name.lower().replace('_', ' ')}s; allowed are at most "
                f"{rule.longest} lower-case letters, digits{' and hyphens' if rule.separator else ''}."
            )
        return name

    def guid(self, *parts: str) -> str:
        """A name for what Azure names by GUID (role assignments): the same on every run, so a run can be repeated."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join((WORKLOAD, self.environment, self.suffix, *parts))))
