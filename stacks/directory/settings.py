"""Settings of the directory, typed and validated before any resource exists."""

import re
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from controls.countries import MEMBER_STATES
from stacks.model import Model
from stacks.sentence import sentence
from stacks.settings import SettingsError
from stacks.settings_access import ObjectId
from stacks.settings_watching import Country

NAMESPACE = "cordon-directory"
EMERGENCY = "break-glass"
WORKSPACE = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.OperationalInsights/workspaces/[^/]+"
)


def _workspace(text: str) -> str:
    if not WORKSPACE.fullmatch(text):
        raise ValueError(f"{text!r} is not allowed; allowed is the id of a Log Analytics workspace.")
    return text


class Directory(Model):
    """`groups`: name -> what its members do; one of them is `break-glass`. `owners`: who may put people in."""

    owner: str = Field(min_length=1, max_length=64)
    owners: tuple[ObjectId, ...] = Field(min_length=2)
    groups: dict[str, str] = Field(min_length=2)
    workspace: Annotated[str, AfterValidator(_workspace)]
    countries: tuple[Country, ...] = Field(tuple(MEMBER_STATES), min_length=1)
    enforced: bool = True

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if EMERGENCY not in self.groups:
            raise ValueError(
                f"groups has no {EMERGENCY!r}; allowed are groups with it, for a mistake in conditional access locks "
                "everybody else out."
            )
        return self


def validate(values: Mapping[str, object], stack: str) -> Directory:
    """Raises SettingsError: one sentence with field, value and what is allowed."""
    prefix = f"{NAMESPACE}:"
    given = {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}
    try:
        return Directory.model_validate(given)
    except ValidationError as error:
        raise SettingsError(f"stacks/directory/Pulumi.{stack}.yaml: {sentence(error, Directory)}") from None
