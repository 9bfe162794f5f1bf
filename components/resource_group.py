"""A resource group: where resources of one region live together."""

from dataclasses import replace

import pulumi
from pulumi_azure_native import resources

from components.base import Component, Place
from components.naming import Kind


class ResourceGroup(Component):
    """Serves RES-1 SDL-5.

    Outputs: `group_id`; `inside`, the place for what goes into the group.

    >>> ResourceGroup("stamp-ne", place).inside.location
    'northeurope'
    """

    def __init__(
        self, name: str, place: Place, *, location: str = "", opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """`location` is only for a group of global resources: where Azure keeps the list of them."""
        super().__init__(name, place, opts)
        group = resources.ResourceGroup(
            f"{name}-group",
            resource_group_name=place.name(Kind.RESOURCE_GROUP, "" if place.region else "edge"),
            location=location or place.location,
            tags=self.tags,
            opts=self.child,
        )
        self.group_id = group.id
        self.inside = replace(place, group=group.name)
        self.register_outputs({"groupId": group.id})
