"""Defender for Cloud: the plans of the services that the estate uses, and who hears of what it finds.

Malware scanning of uploads is the antivirus of customers' files; sensitive-data discovery says where they are personal.
"""

from dataclasses import dataclass
from enum import Enum

import pulumi
from pulumi_azure_native import security

from components.base import Component, Place
from components.limits import MAIL

EXTENSIONS = {"OnUploadMalwareScanning": "CapGBPerMonthPerStorageAccount", "SensitiveDataDiscovery": ""}


class Plan(Enum):
    """A plan's name, and its subplan where it has several. Source: REST reference, Microsoft.Security/pricings."""

    STORAGE = ("StorageAccounts", "DefenderForStorageV2")
    VAULTS = ("KeyVaults", "PerKeyVault")
    DATABASES = ("OpenSourceRelationalDatabases", None)
    WEB = ("AppServices", None)
    RESOURCE_MANAGER = ("Arm", "PerSubscription")
    CONTAINERS = ("Containers", None)


ESTATE = (Plan.STORAGE, Plan.VAULTS, Plan.DATABASES, Plan.WEB, Plan.RESOURCE_MANAGER)


@dataclass(frozen=True, kw_only=True)
class DefenderArgs:
    """`scan_gb` is the most that is scanned for malware, in GB a month and storage account; -1 is no limit."""

    place: Place
    emails: tuple[str, ...]
    plans: tuple[Plan, ...] = ESTATE
    scan_gb: int = 5000

    def __post_init__(self) -> None:
        if Plan.STORAGE not in self.plans:
            raise ValueError("plans without STORAGE are not allowed; it is the antivirus of customers' files (NET-2).")
        if self.scan_gb != -1 and not 10 <= self.scan_gb <= 1_000_000:
            raise ValueError(f"scan_gb {self.scan_gb} is not allowed; allowed are 10 to 1000000, or -1 for no limit.")
        if not self.emails or not all(MAIL.fullmatch(each) for each in self.emails):
            raise ValueError(f"emails {', '.join(self.emails)!r} is not allowed; allowed are one mail address or more.")


class Defender(Component):
    """Serves NET-2 LOG-2 ENC-4 TEN-3.

    A plan is the subscription's: taking this away leaves it on, for turning protection off is done by hand.

    >>> plans = Defender("defender", DefenderArgs(place=everywhere, emails=("security@example.com",)))
    """

    def __init__(self, name: str, args: DefenderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        for plan in args.plans:
            title, subplan = plan.value
            security.Pricing(
                f"{name}-{plan.name.lower().replace('_', '-')}",
                pricing_name=title,
                scope_id=f"subscriptions/{args.place.subscription}",
                pricing_tier=security.PricingTier.STANDARD,
                sub_plan=subplan,
                extensions=_extensions(args.scan_gb) if plan is Plan.STORAGE else None,
                opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
            )
        security.SecurityContact(
            f"{name}-contact",
            security_contact_name="default",
            emails=";".join(args.emails),
            is_enabled=True,
            notifications_by_role=security.SecurityContactPropertiesNotificationsByRoleArgs(
                state=security.State.ON, roles=[security.SecurityContactRole.OWNER]
            ),
            notifications_sources=[
                security.NotificationsSourceAlertArgs(
                    source_type="Alert", minimal_severity=security.MinimalSeverity.MEDIUM
                ),
                security.NotificationsSourceAttackPathArgs(
                    source_type="AttackPath", minimal_risk_level=security.MinimalRiskLevel.HIGH
                ),
            ],
            opts=self.child,
        )
        self.register_outputs({})


def _extensions(scan_gb: int) -> list[security.ExtensionArgs]:
    return [
        security.ExtensionArgs(
            name=name,
            is_enabled=security.IsEnabled.TRUE,
            additional_extension_properties={cap: str(scan_gb)} if cap else None,
        )
        for name, cap in EXTENSIONS.items()
    ]
