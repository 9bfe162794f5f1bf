"""Who hears of an alert: mail addresses, and a webhook of whatever wakes people up."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from components.base import Component, Place
from components.limits import MAIL
from components.naming import Kind

# Where notifications are processed within the EU. Source: "Action groups", Microsoft Learn, 2026-11.
WITHIN_THE_EU = ("germanywestcentral", "swedencentral")


@dataclass(frozen=True, kw_only=True)
class ActionGroupArgs:
    """`webhook` is an https URL that holds no secret: alerts go to it in Azure's common schema."""

    place: Place
    emails: tuple[str, ...]
    webhook: str | None = None
    location: str = WITHIN_THE_EU[0]

    def __post_init__(self) -> None:
        if not self.emails:
            raise ValueError(
                "emails is empty; allowed are one mail address or more, for an alert nobody hears is none."
            )
        for email in self.emails:
            if not MAIL.fullmatch(email):
                raise ValueError(f"emails {email!r} is not allowed; allowed are mail addresses.")
        if self.webhook is not None and not self.webhook.startswith("https://"):
            raise ValueError(f"webhook {self.webhook!r} is not allowed; allowed are https URLs.")
        if self.location not in WITHIN_THE_EU:
            raise ValueError(f"location {self.location!r} is not allowed; allowed are {', '.join(WITHIN_THE_EU)}.")


class ActionGroup(Component):
    """Serves LOG-2 INC-1.

    Outputs: `group_id`.

    >>> people = ActionGroup("on-call", ActionGroupArgs(place=place, emails=("on-call@example.com",)))
    """

    def __init__(self, name: str, args: ActionGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        hook = [
            monitor.WebhookReceiverArgs(name="webhook", service_uri=url, use_common_alert_schema=True)
            for url in (args.webhook,)
            if url
        ]
        group = monitor.ActionGroup(
            f"{name}-group",
            action_group_name=args.place.name(Kind.ACTION_GROUP),
            resource_group_name=args.place.group,
            location=args.location,
            enabled=True,
            group_short_name=args.place.names.environment,  # at most 12 characters; what a text message begins with
            email_receivers=[
                monitor.MicrosoftCommonEmailReceiverArgs(
                    name=f"mail-{number}", email_address=email, use_common_alert_schema=True
                )
                for number, email in enumerate(args.emails, 1)
            ],
            webhook_receivers=hook,
            tags=self.tags,
            opts=self.child,
        )
        self.group_id = group.id
        self.register_outputs({"groupId": group.id})
