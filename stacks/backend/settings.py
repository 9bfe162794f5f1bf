"""Settings of an environment's backend, typed and validated before any resource exists."""

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from components.addresses import AddressPlan
from components.limits import SUBJECT
from controls import residency
from stacks.model import Model
from stacks.sentence import sentence
from stacks.settings import EuRegion, SettingsError, check_environment

NAMESPACE = "cordon-backend"


def _paired(name: str) -> str:
    if not residency.region(name).pair:
        raise ValueError(f"{name!r} has no paired region in the EU; allowed are {', '.join(residency.paired())}.")
    return name


def _issuer(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError(f"{text!r} is not allowed; allowed is an https URL.")
    return text


def _subject(text: str) -> str:
    if not SUBJECT.fullmatch(text):
        raise ValueError(
            f"{text!r} is not allowed; allowed is one environment of one repository, such as "
            "repo:example/cordon:environment:prod, or one service connection."
        )
    return text


class Backend(Model):
    """`issuer` and `subject` are the pipeline's: whose tokens the deployer's identity believes."""

    owner: str = Field(min_length=1, max_length=64)
    region: Annotated[EuRegion, AfterValidator(_paired)]
    issuer: Annotated[str, AfterValidator(_issuer)]
    subject: Annotated[str, AfterValidator(_subject)]
    addresses: IPv4Network = IPv4Network("10.240.0.0/12")
    generation: int = Field(1, ge=1, le=999)
    versions_days: int = Field(365, ge=184, le=3650)

    @property
    def plan(self) -> AddressPlan:
        return AddressPlan(self.addresses)


def validate(values: Mapping[str, object], stack: str) -> Backend:
    """Raises SettingsError: one sentence with field, value and what is allowed."""
    source = f"stacks/backend/Pulumi.{stack}.yaml"
    check_environment(stack, source)
    prefix = f"{NAMESPACE}:"
    given = {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}
    try:
        return Backend.model_validate(given)
    except ValidationError as error:
        raise SettingsError(f"{source}: {sentence(error, Backend)}") from None
