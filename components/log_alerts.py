"""The log alerts of `components/alerts` on a region's workspace."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from components.alerts import logs
from components.base import Component, Place
from components.naming import Kind
from components.sentinel import duration


@dataclass(frozen=True, kw_only=True)
class LogAlertsArgs:
    place: Place
    group: pulumi.Input[str]  # the action group's id
    workspace: pulumi.Input[str]


class LogAlerts(Component):
    """Serves LOG-1 LOG-2 BAK-1.

    >>> alerts = LogAlerts("log-alerts-ne", LogAlertsArgs(place=place, group=alert_group, workspace=workspace))
    """

    def __init__(self, name: str, args: LogAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        for title, alert in logs().items():
            monitor.ScheduledQueryRule(
                f"{name}-{title}",
                rule_name=args.place.name(Kind.ALERT, title),
                resource_group_name=args.place.group,
                location=args.place.location,
                kind=monitor.Kind.LOG_ALERT,
                display_name=alert.title,
                description=f"{alert.why} Serves {' '.join(alert.serves)}.",
                enabled=True,
                severity=int(alert.severity),
                evaluation_frequency=duration(alert.every),
                window_size=duration(alert.over),
                scopes=[args.workspace],
                criteria=monitor.ScheduledQueryRuleCriteriaArgs(
                    all_of=[
                        monitor.ConditionArgs(
                            query=alert.query.strip(),
                            time_aggregation=monitor.TimeAggregation.COUNT,
                            operator="GreaterThan",
                            threshold=0,
                            failing_periods=monitor.ConditionFailingPeriodsArgs(
                                number_of_evaluation_periods=1, min_failing_periods_to_alert=1
                            ),
                        )
                    ]
                ),
                auto_mitigate=False,  # somebody looks at it and closes it
                # A workspace that has just been made doesn't know all of its tables' columns yet.
                skip_query_validation=True,
                actions=monitor.ActionsArgs(action_groups=[args.group]),
                tags=self.tags,
                opts=self.child,
            )
        self.register_outputs({})
