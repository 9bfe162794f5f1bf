"""The directory of all environments: groups, conditional access with one way around it, and its own logs."""

from components.base import Component, Place
from components.conditional_access import ConditionalAccess, ConditionalAccessArgs
from components.directory_groups import DirectoryGroups, DirectoryGroupsArgs
from components.directory_logs import DirectoryLogs, DirectoryLogsArgs
from components.naming import Names, unique_suffix
from stacks.directory import settings as typed


class Directory(Component):
    """Serves ACC-1 ACC-2 ACC-3 ACC-4.

    Outputs: `groups`, object ids by name.
    """

    def __init__(self, name: str, settings: typed.Directory, tenant: str) -> None:
        names = Names("tenant", unique_suffix(tenant, "tenant"))
        super().__init__(name, Place(names=names, owner=settings.owner, subscription="", group=""))
        groups = DirectoryGroupsArgs(place=self.place, groups=settings.groups, owners=settings.owners)
        self.groups = DirectoryGroups("groups", groups, self.child).ids
        access = ConditionalAccessArgs(
            place=self.place,
            emergency=self.groups[typed.EMERGENCY],
            privileged=[each for title, each in self.groups.items() if title != typed.EMERGENCY],
            countries=settings.countries,
            enforced=settings.enforced,
        )
        ConditionalAccess("access", access, self.child)
        DirectoryLogs("logs", DirectoryLogsArgs(place=self.place, workspace=settings.workspace), self.child)
        self.register_outputs({})
