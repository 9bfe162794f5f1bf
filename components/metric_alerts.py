"""The metric alerts of `components/alerts` on resources that exist: each alert on each resource that it is for."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from components.alerts import Watches, metrics
from components.base import Component, Place
from components.naming import Kind
from components.sentinel import duration


@dataclass(frozen=True, kw_only=True)
class MetricAlertsArgs:
    """`targets`: ids of resources, by what they are."""

    place: Place
    group: pulumi.Input[str]  # the action group's id
    targets: Mapping[Watches, pulumi.Input[str]]

    def __post_init__(self) -> None:
        for watches in self.targets:
            if not metrics(watches):
                raise ValueError(
                    f"targets {watches.name} has no alert; allowed are those that components/alerts watches."
                )


class MetricAlerts(Component):
    """Serves LOG-2 RES-1.

    >>> from components.alerts import Watches
    >>> alerts = MetricAlerts("alerts-ne", MetricAlertsArgs(
    ...     place=place, group=alert_group, targets={Watches.VAULT: vault.vault_id}))
    """

    def __init__(self, name: str, args: MetricAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        for watches, target in args.targets.items():
            for title, alert in metrics(watches).items():
                monitor.MetricAlert(
                    f"{name}-{title}",
                    rule_name=args.place.name(Kind.ALERT, title),
                    resource_group_name=args.place.group,
                    location="global",  # of the rule; what it watches has its region
                    description=f"{alert.why} Serves {' '.join(alert.serves)}.",
                    enabled=True,
                    severity=int(alert.severity),
                    evaluation_frequency=duration(alert.every),
                    window_size=duration(alert.over),
                    scopes=[target],
                    criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
                        odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                        all_of=[
                            monitor.MetricCriteriaArgs(
                                criterion_type="StaticThresholdCriterion",
                                name=title,
                                metric_namespace=alert.watches.value,
                                metric_name=alert.metric,
                                operator=alert.operator,
                                threshold=alert.threshold,
                                time_aggregation=alert.aggregation,
                            )
                        ],
                    ),
                    auto_mitigate=True,
                    actions=[monitor.MetricAlertActionArgs(action_group_id=args.group)],
                    tags=self.tags,
                    opts=self.child,
                )
        self.register_outputs({})
