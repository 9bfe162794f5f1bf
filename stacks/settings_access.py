"""Settings of who may do what: groups of the directory by object id, never single people."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from components.limits import OBJECT_ID, TITLE
from components.roles import BROADEST, ELIGIBLE
from stacks.model import Model


def _object_id(text: str) -> str:
    if not OBJECT_ID.fullmatch(text):
        raise ValueError(f"{text!r} is not allowed; allowed is an object id: a GUID in lower case.")
    return text


def _role(name: str) -> str:
    if name in BROADEST:
        raise ValueError(f"{name!r} is not allowed; nobody is Owner, not even for hours. Allowed are {_names()}.")
    if name not in ELIGIBLE:
        raise ValueError(f"{name!r} is not allowed; allowed are {_names()}.")
    return name


def _names() -> str:
    return ", ".join(sorted(ELIGIBLE))


ObjectId = Annotated[str, AfterValidator(_object_id)]


class Eligible(Model):
    """A group whose members may activate a role, for `hours` at most; one of `approvers` (a group) says yes first."""

    group: ObjectId
    role: Annotated[str, AfterValidator(_role)]
    approvers: ObjectId
    hours: int = Field(4, ge=1, le=8)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.approvers == self.group:
            raise ValueError(f"approvers {self.approvers!r} is the group itself; allowed is another group.")
        return self


class Access(Model):
    """`break_glass`: object ids of the accounts for emergencies, whose use raises an alert.

    `eligible` is deployed by a person: the pipeline's role can't change it (`components/deployer_role.py`).
    """

    break_glass: tuple[ObjectId, ...] = Field(min_length=1)
    eligible: dict[str, Eligible] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name in self.eligible:
            if not TITLE.fullmatch(name):
                raise ValueError(
                    f"eligible {name!r} is not allowed; allowed are names of 2 to 31 lower-case letters, digits and "
                    "hyphens."
                )
        rules: dict[str, tuple[int, str]] = {}
        for name, each in self.eligible.items():
            if rules.setdefault(each.role, (each.hours, each.approvers)) != (each.hours, each.approvers):
                raise ValueError(
                    f"eligible.{name}.role {each.role!r} has other hours or approvers than before; allowed are the "
                    "same, for a role has one set of rules."
                )
        return self
