"""A cell: a region's data tier once more, in a resource group of its own, for tenants that the first has no room for.

It shares the region's network, private DNS and workspace, and nothing that holds data: keys, database, blobs and
backups are its own, so that a cell's failure, restore or removal is felt in this cell alone.
"""

from dataclasses import dataclass, field, replace

import pulumi

from components import cell_names
from components.base import Component, Place, PrivateLink
from components.customer_keys import StoreKeys
from components.data_tier import DataTier, Dumps, Sizes
from components.database import Administrator
from components.locks import Locks, LocksArgs
from components.resource_group import ResourceGroup


@dataclass(frozen=True, kw_only=True)
class CellArgs:
    """`place` is the region, without a group: the cell makes its own. `link`, `workspace`, `keys` are the region's."""

    place: Place
    cell: str
    tenant: str
    operator: str
    administrator: Administrator
    link: PrivateLink
    workspace: pulumi.Input[str]
    sizes: Sizes = field(default_factory=Sizes)
    dumps: Dumps | None = None
    keys: StoreKeys | None = None

    def __post_init__(self) -> None:
        cell_names.check(self.cell)


class Cell(Component):
    """Serves TEN-2 NET-4 RES-1 BAK-1 ENC-2.

    Outputs: `data`, its data tier; `group`.

    >>> cell = Cell("ne-c2", CellArgs(place=place, cell="c2", tenant=tenant, operator=operator,
    ...     administrator=administrator, link=link, workspace=workspace))
    """

    def __init__(self, name: str, args: CellArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        place = replace(args.place, cell=args.cell, workspace=args.workspace)
        super().__init__(name, place, opts)
        self.group = ResourceGroup(f"group-{name}", place, opts=self.child)
        self.data = DataTier(
            name=name,
            place=self.group.inside,
            owner=self,
            tenant=args.tenant,
            operator=args.operator,
            administrator=args.administrator,
            link=args.link,
            workspace=args.workspace,
            sizes=args.sizes,
            dumps=args.dumps,
            keys=args.keys,
        )
        Locks(f"locks-{name}", LocksArgs(place=self.group.inside, among=self.data.components), self.child)
        self.register_outputs({"groupId": self.group.group_id})
