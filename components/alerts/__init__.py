"""Alerts as data: one file an alert. Dropping a file in this folder deploys it wherever what it watches is.

Metrics: "Supported metrics with Azure Monitor"; tables: "Azure Monitor Logs reference"; Microsoft Learn, 2026-11.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from functools import cache

FREQUENCIES = tuple(timedelta(minutes=each) for each in (1, 5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440))
WINDOWS = (*FREQUENCIES, timedelta(days=2))


class Severity(IntEnum):
    """Azure's: 0 is the worst."""

    CRITICAL = 0
    ERROR = 1
    WARNING = 2


class Watches(StrEnum):
    """What a metric alert is for; the value is the metrics' namespace."""

    DATABASE = "Microsoft.DBforPostgreSQL/flexibleServers"
    REPLICA = "microsoft.dbforpostgresql/flexibleServers"  # Azure doesn't mind the case; we tell the two apart by it
    STORAGE = "Microsoft.Storage/storageAccounts"
    VAULT = "Microsoft.KeyVault/vaults"
    WEB_PLAN = "Microsoft.Web/serverfarms"
    WEB_APP = "Microsoft.Web/sites"
    EDGE = "Microsoft.Cdn/profiles"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """Fires when `metric`, aggregated over `over`, is `operator` `threshold`. `threshold` in the metric's own unit."""

    title: str
    why: str
    serves: tuple[str, ...]
    watches: Watches
    metric: str
    aggregation: str
    operator: str
    threshold: float
    severity: Severity = Severity.WARNING
    every: timedelta = timedelta(minutes=5)
    over: timedelta = timedelta(minutes=15)

    def __post_init__(self) -> None:
        _timed(self.every, self.over)


@dataclass(frozen=True, kw_only=True)
class Log:
    """Fires when `query` over the workspace returns a row."""

    title: str
    why: str
    serves: tuple[str, ...]
    tables: tuple[str, ...]
    query: str
    severity: Severity = Severity.WARNING
    every: timedelta = timedelta(minutes=15)
    over: timedelta = timedelta(minutes=15)

    def __post_init__(self) -> None:
        _timed(self.every, self.over)


def _timed(every: timedelta, over: timedelta) -> None:
    if every not in FREQUENCIES or over not in WINDOWS or every > over:
        raise ValueError(
            f"every {every} over {over} is not allowed; allowed are Azure's steps from 1 minute to 1 day over up to 2 "
            "days, and no look that is shorter than the time to the next one."
        )


Alert = Metric | Log


@cache
def alerts() -> Mapping[str, Alert]:
    """Every alert of this folder, by its file's name with hyphens."""
    found = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        found[module.name.rpartition(".")[2].replace("_", "-")] = importlib.import_module(module.name).alert
    return found


def metrics(watches: Watches) -> dict[str, Metric]:
    return {name: each for name, each in alerts().items() if isinstance(each, Metric) and each.watches is watches}


def logs() -> dict[str, Log]:
    return {name: each for name, each in alerts().items() if isinstance(each, Log)}
