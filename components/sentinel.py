"""Sentinel on a workspace: onboarded, with the analytic rules of `components/analytics`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pulumi
from pulumi_azure_native import operationalinsights as insights
from pulumi_azure_native import securityinsights as sentinel

from components.analytics import Analytic, Where, analytics
from components.base import Component, Place

INCIDENTS = ("SecurityAlert", "SecurityIncident")  # tables that come with Sentinel
GROUPED = "PT5H"  # alerts of one kind about the same account, address or resource are one incident for so long


@dataclass(frozen=True, kw_only=True)
class SentinelArgs:
    """`known` fills the lists in the rules' queries. `primary`: sign-ins and activity reach this workspace."""

    place: Place
    workspace: pulumi.Input[str]  # its name
    primary: bool
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    archive_days: int = 365

    def __post_init__(self) -> None:
        for name, rule in self.rules.items():
            if missing := [each for each in rule.parameters if not self.known.get(each)]:
                raise ValueError(
                    f"known has no {missing[0]!r}, which rule {name} needs; allowed is a list with one entry or more."
                )

    @property
    def rules(self) -> Mapping[str, Analytic]:
        """Those whose tables this workspace has."""
        return {name: rule for name, rule in analytics().items() if self.primary or rule.where is Where.EVERY_REGION}


class Sentinel(Component):
    """Serves LOG-1 LOG-2 ACC-3 INC-1.

    >>> watch = Sentinel("sentinel-ne", SentinelArgs(place=place, workspace="log-cordon-test-ne", primary=False))
    """

    def __init__(self, name: str, args: SentinelArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        onboarded = sentinel.SentinelOnboardingState(
            f"{name}-onboarded",
            sentinel_onboarding_state_name="default",
            workspace_name=args.workspace,
            resource_group_name=args.place.group,
            customer_managed_key=False,
            opts=self.child,
        )
        for table in INCIDENTS:
            insights.Table(
                f"{name}-{table}",
                table_name=table,
                workspace_name=args.workspace,
                resource_group_name=args.place.group,
                total_retention_in_days=args.archive_days,
                opts=pulumi.ResourceOptions(parent=self, depends_on=[onboarded], retain_on_delete=True),
            )
        for title, rule in args.rules.items():
            sentinel.ScheduledAlertRule(
                f"{name}-{title}",
                rule_id=args.place.names.guid(name, title),
                workspace_name=args.workspace,
                resource_group_name=args.place.group,
                kind="Scheduled",
                display_name=rule.title,
                description=f"{rule.why} Serves {' '.join(rule.serves)}.",
                severity=rule.severity.value,
                enabled=True,
                query=rule.filled(args.known),
                query_frequency=duration(rule.every),
                query_period=duration(rule.over),
                trigger_operator=sentinel.TriggerOperator.GREATER_THAN,
                trigger_threshold=0,
                suppression_enabled=False,
                suppression_duration=GROUPED,
                tactics=list(rule.tactics),
                entity_mappings=_entities(rule),
                incident_configuration=_incident(),
                opts=self.after(onboarded),
            )
        self.register_outputs({})


def duration(span: timedelta) -> str:
    """As ISO 8601 has it.

    >>> [duration(each) for each in (timedelta(minutes=90), timedelta(hours=2), timedelta(days=8))]
    ['PT90M', 'PT2H', 'P8D']
    """
    if span.days and not span.seconds:
        return f"P{span.days}D"
    minutes = int(span.total_seconds() // 60)
    return f"PT{minutes}M" if minutes % 60 else f"PT{minutes // 60}H"


def _entities(rule: Analytic) -> list[sentinel.EntityMappingArgs] | None:
    """Who, from where and what: by these, Sentinel puts alerts together."""
    columns = (
        ("Account", "FullName", rule.account),
        ("IP", "Address", rule.address),
        ("AzureResource", "ResourceId", rule.resource),
    )
    found = [
        sentinel.EntityMappingArgs(
            entity_type=kind, field_mappings=[sentinel.FieldMappingArgs(identifier=identifier, column_name=column)]
        )
        for kind, identifier, column in columns
        if column
    ]
    return found or None


def _incident() -> sentinel.IncidentConfigurationArgs:
    return sentinel.IncidentConfigurationArgs(
        create_incident=True,
        grouping_configuration=sentinel.GroupingConfigurationArgs(
            enabled=True,
            reopen_closed_incident=False,
            lookback_duration=GROUPED,
            matching_method=sentinel.MatchingMethod.ALL_ENTITIES,
        ),
    )
