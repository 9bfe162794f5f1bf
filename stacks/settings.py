"""What an environment consists of: typed, validated before any resource exists, and without a secret.

`python -m stacks.settings Pulumi.<environment>.yaml` checks a file without the engine.
"""

import sys
from collections.abc import Mapping
from ipaddress import IPv4Network
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from components import cell_names, images
from components.addresses import AddressPlan
from components.naming import ENVIRONMENT, Kind, Names
from controls import availability, residency
from stacks.model import Model
from stacks.sentence import sentence
from stacks.settings_access import Access
from stacks.settings_encryption import Encryption
from stacks.settings_network import Network
from stacks.settings_policy import AzurePolicy
from stacks.settings_watching import Alerts, Defender, Logs, Sentinel
from stacks.settings_web import Disclosure, Edge, Web

NAMESPACE = "cordon"


def _eu(name: str) -> str:
    """An EU region's programmatic name; ValueError says why another is refused."""
    return residency.region(name).name


EuRegion = Annotated[str, AfterValidator(_eu)]


class Region(Model):
    """One region. `replica` names the environment's region that holds a read replica of its database.

    `cells` are data tiers beside the first; those in stacks of their own are not named here.
    """

    replica: EuRegion | None = None
    zone_redundant: bool = True
    geo_redundant: bool = True
    cells: tuple[Annotated[str, AfterValidator(cell_names.check)], ...] = ()


class Database(Model):
    """PostgreSQL in every region."""

    version: str = Field("17", pattern="^1[5-8]$")
    sku: str = Field("Standard_D2ds_v5", pattern="^Standard_[A-Za-z0-9_]+$")
    storage_gb: int = Field(128, ge=32, le=32768)


class Backup(Model):
    """`days` in the Backup vault; `content_days` of point-in-time restore of blobs. `locked` can't be undone.

    `image`: of the daily dump's job, by digest; without one there is no job. `dump_hour`: when it starts, UTC.
    """

    days: int = Field(210, ge=184, le=3650)
    content_days: int = Field(28, ge=1, le=28)
    locked: bool = True
    image: Annotated[str, AfterValidator(images.check)] | None = None
    dump_hour: int = Field(3, ge=0, le=23)


class Administrator(Model):
    """The Entra principal that administers the databases and runs drills: whoever deploys, where it isn't named."""

    name: str = Field("cordon-operator", min_length=1, max_length=63)
    object_id: str | None = Field(None, pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class Settings(Model):
    """An environment's settings, without its name: that is the stack's."""

    owner: str = Field(min_length=1, max_length=64)
    primary: EuRegion
    regions: dict[EuRegion, Region] = Field(min_length=2)
    addresses: IPv4Network = IPv4Network("10.32.0.0/12")
    reserved: tuple[IPv4Network, ...] = ()
    generation: int = Field(1, ge=1, le=999)  # raise it to build anew beside vaults that can't be purged yet
    administrator: Administrator = Administrator()
    network: Network = Network()
    encryption: Encryption = Encryption()
    database: Database = Database()
    logs: Logs = Logs()
    backup: Backup = Backup()
    edge: Edge = Edge()
    web: Web = Web()
    disclosure: Disclosure = Disclosure()
    alerts: Alerts
    access: Access
    defender: Defender = Defender()
    sentinel: Sentinel = Sentinel()
    azure_policy: AzurePolicy = AzurePolicy()

    @property
    def plan(self) -> AddressPlan:
        return AddressPlan(self.addresses, self.reserved)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.primary not in self.regions:
            raise ValueError(
                f"primary {self.primary!r} is not among the regions; allowed are {', '.join(self.regions)}."
            )
        for name, settings in self.regions.items():
            _check_region(name, settings, set(self.regions))
            if reason := availability.sku_refusal(name, self.database.sku):
                raise ValueError(f"database.sku {self.database.sku!r} is not possible; {name} {reason}.")
        if reason := availability.storage_refusal(self.database.storage_gb):
            raise ValueError(f"database.storage_gb {self.database.storage_gb} {reason}.")
        if self.web.instances < 2 and any(each.zone_redundant for each in self.regions.values()):
            raise ValueError(
                f"web.instances {self.web.instances} is not enough for zones; allowed are 2 or more, or zone_redundant "
                "false in every region."
            )
        _ = self.plan  # refuses what overlaps
        return self


def _check_region(name: str, settings: Region, regions: set[str]) -> None:
    region, others = residency.region(name), ", ".join(sorted(regions - {name}))
    if twice := [cell for cell in settings.cells if settings.cells.count(cell) > 1]:
        raise ValueError(f"regions.{name}.cells names {twice[0]!r} twice; allowed is each cell once.")
    if settings.replica and settings.replica not in regions - {name}:
        raise ValueError(
            f"regions.{name}.replica {settings.replica!r} is no other region of the environment; allowed are {others}."
        )
    if settings.zone_redundant and not region.zones:
        raise ValueError(f"regions.{name}.zone_redundant true is not possible; {name} has no zones, allowed is false.")
    if settings.geo_redundant and not region.pair:
        raise ValueError(
            f"regions.{name}.geo_redundant true is not possible; {name} has no paired region, allowed are false with a "
            f"replica, or a region that has one: {', '.join(residency.paired())}."
        )
    if settings.cells and not settings.geo_redundant:
        raise ValueError(
            f"regions.{name}.cells {', '.join(settings.cells)} would have no copy elsewhere, as replicas follow the "
            "first data tier only; allowed are cells where geo_redundant is true."
        )
    if not settings.geo_redundant and not settings.replica:
        raise ValueError(
            f"regions.{name}.geo_redundant false leaves no copy of the database elsewhere; allowed is true, or a "
            f"replica in {others}."
        )


class SettingsError(ValueError):
    """The settings don't hold; the message is one sentence that names the field, the value and what is allowed."""


def validate(values: Mapping[str, Any], source: str) -> Settings:
    """The settings in `values`, by name without the namespace. Raises SettingsError."""
    try:
        return Settings.model_validate(dict(values))
    except ValidationError as error:
        raise SettingsError(f"{source}: {sentence(error, Settings)}") from None


def load_file(path: Path) -> Settings:
    """The settings in a `Pulumi.<environment>.yaml`. Raises SettingsError."""
    environment = path.name.removeprefix("Pulumi.").removesuffix(".yaml")
    try:
        document = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"{path.name}: the file can't be read as YAML: {reason}.") from None
    config = document.get("config") if isinstance(document, dict) else None
    if not isinstance(config, dict):
        raise SettingsError(f"{path.name}: config is missing; allowed is a mapping with {NAMESPACE}:owner and others.")
    check_environment(environment, path.name)
    return checked(environment, validate(ours(config, path.name), path.name), path.name)


def check_environment(environment: str, source: str) -> None:
    """SettingsError unless the stack's name fits into the names of resources."""
    if not ENVIRONMENT.fullmatch(environment):
        raise SettingsError(
            f"{source}: environment {environment!r} is not allowed; allowed are 2 to 8 lower-case letters and digits, "
            "a letter first."
        )


def checked(environment: str, settings: Settings, source: str) -> Settings:
    """The settings, if the names of what they ask for fit beside the environment's. Raises SettingsError."""
    check_names(environment, {region: each.cells for region, each in settings.regions.items()}, source)
    if settings.encryption.customer_managed:
        for region in settings.regions:
            try:
                Names(environment, "x" * 5)(Kind.VAULT, residency.region(region), "cmk")
            except ValueError as error:
                raise SettingsError(f"{source}: encryption.customer_managed true is not possible: {error}") from None
    return settings


def check_names(environment: str, cells: Mapping[str, tuple[str, ...]], source: str) -> None:
    """SettingsError for the first cell that a name has no room for; a vault's is the shortest that Azure allows."""
    for region, names in cells.items():
        for cell in names:
            try:
                Names(environment, "x" * 5)(Kind.VAULT, residency.region(region), cell)
            except ValueError as error:
                raise SettingsError(f"{source}: regions.{region}.cells {cell!r}: {error}") from None


def ours(config: Mapping[str, Any], source: str) -> dict[str, Any]:
    """The part of a stack's configuration that is this project's, without the namespace. Raises SettingsError."""
    found = {key.split(":", 1)[1]: value for key, value in config.items() if key.startswith(f"{NAMESPACE}:")}
    for key, value in found.items():
        if isinstance(value, dict) and "secure" in value:
            raise SettingsError(
                f"{source}: {NAMESPACE}:{key} is a secret; allowed are plain values, secrets are in the vault."
            )
    return found


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("Usage: python -m stacks.settings Pulumi.<environment>.yaml", file=sys.stderr)
        return 2
    try:
        load_file(Path(arguments[0]))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
