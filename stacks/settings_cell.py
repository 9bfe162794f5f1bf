"""A cell in a stack of its own: which one, of which environment. All else is the environment's settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from components import cell_names
from components.naming import ENVIRONMENT
from stacks.model import Model
from stacks.sentence import sentence
from stacks.settings import EuRegion, Settings, SettingsError, check_names, load_file

PROJECT = Path(__file__).resolve().parent.parent


class Chosen(Model):
    """`environment`: whose file of settings lies beside this stack's."""

    environment: str = Field(pattern=f"^{ENVIRONMENT.pattern}$")
    region: EuRegion
    name: str = Field(pattern=f"^{cell_names.NAME.pattern}$")


@dataclass(frozen=True)
class CellSettings:
    """The cell, and its environment's settings."""

    cell: Chosen
    settings: Settings


def validate_cell(values: dict[str, Any], source: str, project: Path = PROJECT) -> CellSettings:
    """The settings of a stack that has `cell` among its `values`. Raises SettingsError."""
    if more := sorted(values.keys() - {"cell"}):
        raise SettingsError(f"{source}: {more[0]} is not a setting of a cell's stack; allowed is cell.")
    try:
        chosen = Chosen.model_validate(values["cell"])
    except ValidationError as error:
        raise SettingsError(f"{source}: cell.{sentence(error, Chosen)}") from None
    environment = load_file(project / f"Pulumi.{chosen.environment}.yaml")
    if chosen.region not in environment.regions:
        raise SettingsError(
            f"{source}: cell.region {chosen.region!r} is not in {chosen.environment}; allowed are "
            f"{', '.join(environment.regions)}."
        )
    if chosen.name in environment.regions[chosen.region].cells:
        raise SettingsError(
            f"{source}: cell.name {chosen.name!r} is in the environment's own stack already; allowed is one that "
            f"regions.{chosen.region}.cells doesn't name."
        )
    if not environment.regions[chosen.region].geo_redundant:
        raise SettingsError(
            f"{source}: cell.region {chosen.region!r} has geo_redundant false, so that the cell would have no copy "
            "elsewhere; allowed are regions where it is true."
        )
    if environment.encryption.customer_managed:
        raise SettingsError(
            f"{source}: cell.name {chosen.name!r} can't have a stack of its own with encryption.customer_managed true, "
            f"as the region's keys wrap its stores; allowed is an entry in regions.{chosen.region}.cells."
        )
    check_names(chosen.environment, {chosen.region: (chosen.name,)}, source)
    return CellSettings(chosen, environment)
