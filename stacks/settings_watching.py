"""Settings of what watches an environment: who hears of alerts, Defender's plans, Sentinel."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from controls.countries import MEMBER_STATES
from stacks.model import Model

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is not allowed; allowed are mail addresses.")
    return text


def _https(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError(f"{text!r} is not allowed; allowed are https URLs.")
    return text


def _country(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise ValueError(f"{text!r} is not allowed; allowed are ISO 3166 codes of two capitals, such as DE.")
    return text


Country = Annotated[str, AfterValidator(_country)]


class Alerts(Model):
    """Who hears of them. `webhook` is https and holds no secret."""

    emails: tuple[Annotated[str, AfterValidator(_address)], ...] = Field(min_length=1)
    webhook: Annotated[str, AfterValidator(_https)] | None = None


class Defender(Model):
    """`scan_gb`: the most that is scanned for malware, a month and storage account; -1 is no limit."""

    enabled: bool = True
    scan_gb: int = Field(5000, ge=-1, le=1_000_000)


class Sentinel(Model):
    """`countries`: where people may sign in from; a privileged sign-in from elsewhere is an incident."""

    enabled: bool = True
    countries: tuple[Country, ...] = Field(tuple(MEMBER_STATES), min_length=1)
