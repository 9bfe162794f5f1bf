"""Conditional access: a second factor, a managed device, an allowed country; one way around, which raises an alarm."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_azuread as azuread

from components.base import Component, Place
from components.limits import COUNTRY
from controls.countries import MEMBER_STATES

MANAGEMENT = "797f4846-ba00-4fd7-ba43-dac1f8f63013"  # Windows Azure Service Management API: portal, CLI, Pulumi
WHOLE_DAY = 8  # hours until the second factor is asked for again
ON, TRIAL = "enabled", "enabledForReportingButNotEnforced"


@dataclass(frozen=True, kw_only=True)
class ConditionalAccessArgs:
    """`emergency`: id of the group of break-glass accounts. `privileged`: ids of the groups that need a managed device.

    `enforced` False only reports what would have been refused: for the first days.
    """

    place: Place
    emergency: pulumi.Input[str]
    privileged: Sequence[pulumi.Input[str]]
    countries: tuple[str, ...] = tuple(MEMBER_STATES)
    enforced: bool = True

    def __post_init__(self) -> None:
        if not self.privileged:
            raise ValueError("privileged is empty; allowed are the groups whose members may activate roles.")
        if not self.countries or not all(COUNTRY.fullmatch(each) for each in self.countries):
            raise ValueError(
                f"countries {', '.join(self.countries)!r} is not allowed; allowed are ISO 3166 codes of two capitals, "
                "one or more."
            )


class ConditionalAccess(Component):
    """Serves ACC-1 ACC-2.

    >>> access = ConditionalAccess("access", ConditionalAccessArgs(
    ...     place=everywhere, emergency="group-1", privileged=["group-2"]))
    """

    def __init__(self, name: str, args: ConditionalAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        self.args = args
        allowed = azuread.NamedLocation(
            f"{name}-countries",
            display_name="cordon: allowed countries",
            country=azuread.NamedLocationCountryArgs(
                countries_and_regions=list(args.countries), include_unknown_countries_and_regions=False
            ),
            opts=self.child,
        )
        everyone = azuread.ConditionalAccessPolicyConditionsUsersArgs(
            included_users=["All"], excluded_groups=[args.emergency]
        )
        privileged = azuread.ConditionalAccessPolicyConditionsUsersArgs(
            included_groups=list(args.privileged), excluded_groups=[args.emergency]
        )
        self._policy("second-factor", everyone, "All", ["mfa"])
        self._policy("managed-device", privileged, MANAGEMENT, ["compliantDevice"])
        self._policy(
            "allowed-countries",
            everyone,
            "All",
            ["block"],
            locations=azuread.ConditionalAccessPolicyConditionsLocationsArgs(
                included_locations=["All"], excluded_locations=[allowed.object_id]
            ),
        )
        # Old protocols know no second factor.
        self._policy("no-legacy-protocols", everyone, "All", ["block"], clients=["exchangeActiveSync", "other"])
        self._policy(
            "short-sessions",
            privileged,
            MANAGEMENT,
            ["mfa"],
            session=azuread.ConditionalAccessPolicySessionControlsArgs(
                sign_in_frequency=WHOLE_DAY, sign_in_frequency_period="hours", persistent_browser_mode="never"
            ),
        )
        self.register_outputs({})

    def _policy(
        self,
        title: str,
        users: azuread.ConditionalAccessPolicyConditionsUsersArgs,
        application: str,
        controls: list[str],
        *,
        clients: Sequence[str] = ("all",),
        locations: azuread.ConditionalAccessPolicyConditionsLocationsArgs | None = None,
        session: azuread.ConditionalAccessPolicySessionControlsArgs | None = None,
    ) -> None:
        azuread.ConditionalAccessPolicy(
            f"{self.name}-{title}",
            display_name=f"cordon: {title.replace('-', ' ')}",
            state=ON if self.args.enforced else TRIAL,
            conditions=azuread.ConditionalAccessPolicyConditionsArgs(
                users=users,
                applications=azuread.ConditionalAccessPolicyConditionsApplicationsArgs(
                    included_applications=[application]
                ),
                client_app_types=list(clients),
                locations=locations,
            ),
            grant_controls=azuread.ConditionalAccessPolicyGrantControlsArgs(operator="OR", built_in_controls=controls),
            session_controls=session,
            opts=self.child,
        )
