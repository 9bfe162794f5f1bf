"""The staging slot of a web app: the next release runs here, on the same terms, before it is swapped in."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import web

from components.base import Component, DataClass, Place, PrivateLink
from components.private_link import Service
from components.web_plan import WebPlan
from components.web_site import SiteProperties

STAGING = "staging"


@dataclass(frozen=True, kw_only=True)
class StagingSlotArgs:
    """`properties` are the app's own, made for the slot."""

    place: Place
    app: web.WebApp
    plan: WebPlan
    properties: SiteProperties
    link: PrivateLink
    workspace: pulumi.Input[str]


class StagingSlot(Component):
    """Serves SDL-7 ENC-1 ACC-2 NET-2.

    A swap back is the roll-back of a release: the former one stays here until the next. Made by `WebApp`.

    Outputs: `slot_id`, `host` (without scheme).

    >>> slot = StagingSlot("web-ne-staging", StagingSlotArgs(
    ...     place=place, app=app, plan=web_plan, properties=properties, link=link, workspace=workspace))
    """

    data_class = DataClass.CUSTOMER

    def __init__(self, name: str, args: StagingSlotArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        slot = web.WebAppSlot(
            f"{name}-slot",
            name=args.app.name,
            slot=STAGING,
            resource_group_name=args.place.group,
            location=args.place.location,
            server_farm_id=args.plan.plan_id,
            **args.properties,
            tags=self.tags,
            opts=self.child,
        )
        for kind, policy in (("ftp", web.WebAppFtpAllowedSlot), ("scm", web.WebAppScmAllowedSlot)):
            policy(
                f"{name}-{kind}",
                name=args.app.name,
                slot=STAGING,
                resource_group_name=args.place.group,
                allow=False,
                opts=self.after(slot),
            )
        # Azure takes the app as the target and the slot as its sub-resource.
        group = f"{Service.WEB.group}-{STAGING}"
        self.private_endpoint(args.app.id, Service.WEB, args.link, f"web-{STAGING}", after=slot, group=group)
        self.send_logs(args.workspace)
        self.slot_id, self.host = slot.id, slot.default_host_name
        self.register_outputs({"slotId": slot.id})
