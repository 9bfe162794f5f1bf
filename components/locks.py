"""Locks on what must not go: deletion is refused, whoever asks, until the lock is taken away."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization

from components.base import Component, Place
from components.naming import Kind


@dataclass(frozen=True, kw_only=True)
class LocksArgs:
    """`among` are the components of the place; those that hold something precious are locked."""

    place: Place
    among: Sequence[Component]


class Locks(Component):
    """Serves ACC-1 BAK-1 BAK-5.

    Made last and taken away first: a lock also holds what hangs on the locked resource, such as role assignments,
    diagnostic settings and backup instances, which then could be neither replaced nor removed.

    >>> locks = Locks("locks-ne", LocksArgs(place=place, among=[blobs, database]))
    """

    def __init__(self, name: str, args: LocksArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        for component in args.among:
            if precious := component.precious:
                authorization.ManagementLockByScope(
                    f"{name}-{component.name}",
                    lock_name=args.place.name(Kind.LOCK),
                    scope=precious.id,
                    level=authorization.LockLevel.CAN_NOT_DELETE,
                    notes=precious.reason,
                    opts=self.after(*args.among),
                )
        self.register_outputs({})
