"""Groups of the directory that roles are given to. Who is in them is for the access review, not for the program."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_azuread as azuread

from components.base import Component, Place
from components.limits import TITLE


@dataclass(frozen=True, kw_only=True)
class DirectoryGroupsArgs:
    """`groups`: name -> what its members do. `owners`: object ids of who may put people in."""

    place: Place
    groups: Mapping[str, str]
    owners: tuple[str, ...]

    def __post_init__(self) -> None:
        for name, purpose in self.groups.items():
            if not TITLE.fullmatch(name):
                raise ValueError(
                    f"groups {name!r} is not allowed; allowed are 2 to 31 lower-case letters, digits and hyphens."
                )
            if not purpose:
                raise ValueError(
                    f"groups {name!r} has no purpose; allowed is a sentence that says what its members do."
                )
        if len(self.owners) < 2:
            raise ValueError(f"owners has {len(self.owners)} entries; allowed are 2 or more, so that one may be away.")


class DirectoryGroups(Component):
    """Serves ACC-1 ACC-4 ACC-5 ACC-6.

    Outputs: `ids`, each group's object id: what `cordon:access` names.

    >>> groups = DirectoryGroups("groups", DirectoryGroupsArgs(
    ...     place=everywhere, groups={"on-call": "Repairs production."}, owners=(operator, tenant)))
    """

    def __init__(self, name: str, args: DirectoryGroupsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        self.ids: dict[str, pulumi.Output[str]] = {}
        for title, purpose in args.groups.items():
            group = azuread.Group(
                f"{name}-{title}",
                display_name=f"cordon-{title}",
                description=purpose,
                security_enabled=True,
                assignable_to_role=True,  # only a Privileged Role Administrator can change who is in it
                prevent_duplicate_names=True,
                owners=list(args.owners),
                # Members come and go by onboarding, offboarding and review; a deployment must not undo that.
                opts=pulumi.ResourceOptions(parent=self, ignore_changes=["members"]),
            )
            self.ids[title] = group.object_id
        self.register_outputs({})
