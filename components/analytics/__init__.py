"""Sentinel's analytic rules as data: one file a rule, its KQL inside. Dropping a file in this folder deploys it.

Tables and columns: "Azure Monitor Logs reference", Microsoft Learn, 2026-11.
"""

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache

COMMITMENT = re.compile(r"[A-Z]{3}-\d{1,2}")
PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=14)  # of a scheduled rule, in Azure


class Severity(StrEnum):
    HIGH = "High"
    MEDIUM = "Medium"
    LOW = "Low"


class Where(StrEnum):
    """Which workspaces hold the tables: sign-ins, audit and activity reach the primary region's only."""

    PRIMARY = "primary"
    EVERY_REGION = "every region"


@dataclass(frozen=True, kw_only=True)
class Analytic:
    """One scheduled rule. Any row that `query` returns is an alert.

    `{{name}}` in the query stands for a list that the deployment knows; see `parameters`. `account`, `address` and
    `resource` name the columns that tell who, from where and what.
    """

    title: str
    why: str
    severity: Severity
    serves: tuple[str, ...]
    tactics: tuple[str, ...]
    tables: tuple[str, ...]
    query: str
    where: Where = Where.PRIMARY
    every: timedelta = timedelta(hours=1)
    over: timedelta = timedelta(hours=1)
    account: str = ""
    address: str = ""
    resource: str = ""

    def __post_init__(self) -> None:
        if not SHORTEST <= self.every <= self.over <= LONGEST:
            raise ValueError(
                f"every {self.every} over {self.over} is not allowed; allowed are 5 minutes to 14 days, and no look "
                "that is shorter than the time to the next one."
            )
        if not self.serves or not all(COMMITMENT.fullmatch(each) for each in self.serves):
            raise ValueError(f"serves {self.serves} is not allowed; allowed are commitments such as LOG-2.")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the lists that the query needs."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(self.query)))

    def filled(self, known: Mapping[str, tuple[str, ...]]) -> str:
        """The query with its lists as KQL literals. KeyError names the list that is missing."""
        return PLACEHOLDER.sub(lambda found: literal(known[found[1]]), self.query).strip()


def literal(values: tuple[str, ...]) -> str:
    r"""A list of strings in KQL.

    >>> literal(("a", 'b"c'))
    'dynamic(["a", "b\\"c"])'
    """
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "dynamic([" + ", ".join(f'"{value}"' for value in quoted) + "])"


@cache
def analytics() -> Mapping[str, Analytic]:
    """Every rule of this folder, by its file's name with hyphens."""
    found = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        rule = importlib.import_module(module.name).rule
        found[module.name.rpartition(".")[2].replace("_", "-")] = rule
    return found
