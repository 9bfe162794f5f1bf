"""Settings of what the internet sees: the edge, the application behind it, and where to report a vulnerability."""

import re
from ipaddress import ip_network
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from stacks.model import Model

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?=.{{4,253}}$)({_LABEL}\.)+[a-z]{{2,63}}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
CONTACT = re.compile(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+|https://[^\s]+|tel:\+[0-9-]+")
WIDEST = {4: 8, 6: 19}  # prefix length: a wider block would shut out an internet provider, or everyone


def _network(text: str) -> str:
    try:
        network = ip_network(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is not allowed; allowed is an address or a network without host bits, such as 192.0.2.0/24."
        ) from None
    if network.prefixlen < (widest := WIDEST[network.version]):
        raise ValueError(f"{text!r} shuts out too many; allowed is a prefix of /{widest} or longer.")
    return str(network)


def _domain(text: str) -> str:
    if not DOMAIN.fullmatch(text):
        raise ValueError(f"{text!r} is not allowed; allowed is a host name in lower case, such as app.example.com.")
    return text


def _contact(text: str) -> str:
    if not CONTACT.fullmatch(text):
        raise ValueError(f"{text!r} is not allowed; allowed is a mailto:, https: or tel: address.")
    return text


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise ValueError(f"{text!r} is not allowed; allowed is a language tag such as en or de.")
    return text


Network = Annotated[str, AfterValidator(_network)]
Domain = Annotated[str, AfterValidator(_domain)]


class Edge(Model):
    """Limits in requests a minute and client address; `blocked` client networks; the largest body in megabytes.

    `domain` is the application's own name, besides the one that Azure gives. `dns_zone` is the zone that this
    environment keeps in Azure DNS: the domain's records are then made too, and the parent zone delegates to it once.
    """

    general_per_minute: int = Field(1000, ge=10, le=100_000)
    sign_in_per_minute: int = Field(30, ge=10, le=100_000)
    export_per_minute: int = Field(10, ge=10, le=100_000)
    body_limit_mb: int = Field(30, ge=1, le=2000)
    blocked: tuple[Network, ...] = ()
    domain: Domain | None = None
    dns_zone: Domain | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name in ("sign_in_per_minute", "export_per_minute"):
            if (value := getattr(self, name)) > self.general_per_minute:
                raise ValueError(
                    f"{name} {value} is above general_per_minute; allowed are 10 to {self.general_per_minute}."
                )
        if self.dns_zone and not (self.domain and f".{self.domain}".endswith(f".{self.dns_zone}")):
            raise ValueError(
                f"dns_zone {self.dns_zone!r} does not hold the domain {self.domain!r}; allowed is the domain's own "
                "zone."
            )
        return self


class Web(Model):
    """The application in every region: `instances` at least and `most_instances` at most in each."""

    sku: str = Field("P1v3", pattern="^P([0-3]|[1-5]m)v[34]$")
    runtime: str = Field("PYTHON|3.13", pattern=r"^(PYTHON|NODE|DOTNETCORE|JAVA)\|[0-9.]+(-[a-z0-9]+)?$")
    instances: int = Field(2, ge=1, le=30)
    most_instances: int = Field(6, ge=1, le=30)
    health_path: str = Field("/healthz", pattern="^/[A-Za-z0-9/_.-]*$")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.instances > self.most_instances:
            raise ValueError(
                f"instances {self.instances} is above most_instances; allowed are 1 to {self.most_instances}."
            )
        return self


class Disclosure(Model):
    """Where a vulnerability is reported to (security.txt): published only once there is a contact."""

    contact: Annotated[str, AfterValidator(_contact)] | None = None
    languages: tuple[Annotated[str, AfterValidator(_language)], ...] = Field(("en",), min_length=1)
