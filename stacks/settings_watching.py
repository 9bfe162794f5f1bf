"""Settings of what watches an environment: who hears of alerts, Defender's plans, Sentinel."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from components.limits import ARCHIVES, COUNTRY, MAIL
from controls.countries import MEMBER_STATES
from stacks.model import Model


def _address(text: str) -> str:
    if not MAIL.fullmatch(text):
        raise ValueError(f"{text!r} is not allowed; allowed are mail addresses.")
    return text


def _https(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError(f"{text!r} is not allowed; allowed are https URLs.")
    return text


def _country(text: str) -> str:
    if not COUNTRY.fullmatch(text):
        raise ValueError(f"{text!r} is not allowed; allowed are ISO 3166 codes of two capitals, such as DE.")
    return text


Country = Annotated[str, AfterValidator(_country)]
Mail = Annotated[str, AfterValidator(_address)]


def _archived(days: int) -> int:
    if days not in ARCHIVES:
        raise ValueError(f"{days} is not allowed; allowed are {', '.join(map(str, ARCHIVES))}.")
    return days


class Logs(Model):
    """Days that logs can be searched at once, and that those of security are kept at all.

    `in_use` after the first deployment: only then does Azure have all the tables that are to be kept.
    """

    days: int = Field(90, ge=90, le=730)
    archive_days: Annotated[int, AfterValidator(_archived)] = 365
    in_use: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.archive_days < self.days:
            raise ValueError(
                f"archive_days {self.archive_days} is less than days {self.days}; allowed is as long or longer."
            )
        return self


class Alerts(Model):
    """Who hears of them. `webhook` is https and holds no secret."""

    emails: tuple[Mail, ...] = Field(min_length=1)
    webhook: Annotated[str, AfterValidator(_https)] | None = None


def _scanned(gigabytes: int) -> int:
    if 0 <= gigabytes < 10:
        raise ValueError(f"{gigabytes} is not allowed; allowed are 10 to 1000000, or -1 for no limit.")
    return gigabytes


class Defender(Model):
    """`scan_gb`: the most that is scanned for malware, a month and storage account; -1 is no limit."""

    enabled: bool = True
    scan_gb: Annotated[int, AfterValidator(_scanned)] = Field(5000, ge=-1, le=1_000_000)


class Sentinel(Model):
    """`countries`: where people may sign in from; a privileged sign-in from elsewhere is an incident."""

    enabled: bool = True
    countries: tuple[Country, ...] = Field(tuple(MEMBER_STATES), min_length=1)
