"""The App Service plan of one region: how much compute the web app has, in which zones, and when it gets more."""

import re
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor, web

from components.base import Component, Place
from components.naming import Kind

SKU = re.compile(r"P([0-3]|[1-5]m)v[34]")  # Premium v3 and v4: zones, private endpoints, slots, autoscale
MOST = 30  # instances that a Premium plan can have
LEAST_FOR_ZONES = 2  # "Reliability in Azure App Service": zone redundancy needs two instances
BUSY, IDLE = 70, 35  # percent, average over all instances; far enough apart that one more instance isn't one too many


@dataclass(frozen=True, kw_only=True)
class WebPlanArgs:
    """`least` to `most` instances; autoscale chooses in between."""

    place: Place
    workspace: pulumi.Input[str]
    sku: str = "P1v3"
    least: int = 2
    most: int = 6
    zone_redundant: bool = True

    def __post_init__(self) -> None:
        region = self.place.region
        if not SKU.fullmatch(self.sku):
            raise ValueError(f"sku {self.sku!r} is not allowed; allowed are Premium v3 and v4: P0v3 to P5mv4.")
        if not 1 <= self.least <= self.most <= MOST:
            raise ValueError(
                f"least {self.least} and most {self.most} instances are not allowed; allowed are 1 to {MOST}, the "
                "first not above the second."
            )
        if self.zone_redundant and not (region and region.zones):
            raise ValueError(f"zone_redundant is not possible in {self.place.location}; it has no availability zones.")
        if self.zone_redundant and self.least < LEAST_FOR_ZONES:
            raise ValueError(
                f"least {self.least} is not enough for zone_redundant; allowed are {LEAST_FOR_ZONES} or more."
            )


class WebPlan(Component):
    """Serves RES-1 LOG-2.

    Outputs: `plan_id`.

    >>> plan = WebPlan("plan-ne", WebPlanArgs(place=place, workspace=workspace, sku="P0v3", most=4))
    """

    def __init__(self, name: str, args: WebPlanArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        plan = web.AppServicePlan(
            f"{name}-plan",
            name=args.place.name(Kind.WEB_PLAN),
            resource_group_name=args.place.group,
            location=args.place.location,
            kind="linux",
            reserved=True,  # Azure's word for Linux
            sku=web.SkuDescriptionArgs(name=args.sku, capacity=args.least),
            zone_redundant=args.zone_redundant,
            per_site_scaling=False,
            tags=self.tags,
            # From then on autoscale decides: an update must not take back what it added.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["sku.capacity"]),
        )
        self.plan_id = plan.id
        self._scale(plan, args)
        self.register_outputs({"planId": plan.id})

    def _scale(self, plan: web.AppServicePlan, args: WebPlanArgs) -> None:
        up, down = monitor.ScaleDirection.INCREASE, monitor.ScaleDirection.DECREASE
        monitor.AutoscaleSetting(
            f"{self.name}-autoscale",
            autoscale_setting_name=args.place.name(Kind.AUTOSCALE),
            name=args.place.name(Kind.AUTOSCALE),
            resource_group_name=args.place.group,
            location=args.place.location,
            enabled=True,
            target_resource_uri=plan.id,
            profiles=[
                monitor.AutoscaleProfileArgs(
                    name="load",
                    capacity=monitor.ScaleCapacityArgs(
                        minimum=str(args.least), maximum=str(args.most), default=str(args.least)
                    ),
                    rules=[
                        _rule(plan.id, "CpuPercentage", BUSY, up),
                        _rule(plan.id, "MemoryPercentage", BUSY + 10, up),
                        # All of the rules that take an instance away must agree: Azure sees to it.
                        _rule(plan.id, "CpuPercentage", IDLE, down),
                        _rule(plan.id, "MemoryPercentage", IDLE + 20, down),
                    ],
                )
            ],
            tags=self.tags,
            opts=self.child,
        )
        self.send_logs(args.workspace)


def _rule(
    plan: pulumi.Input[str], metric: str, threshold: int, direction: monitor.ScaleDirection
) -> monitor.ScaleRuleArgs:
    more = direction is monitor.ScaleDirection.INCREASE
    compare = monitor.ComparisonOperationType
    return monitor.ScaleRuleArgs(
        metric_trigger=monitor.MetricTriggerArgs(
            metric_name=metric,
            metric_resource_uri=plan,
            statistic=monitor.MetricStatisticType.AVERAGE,
            time_aggregation=monitor.TimeAggregationType.AVERAGE,
            time_grain="PT1M",
            time_window="PT5M" if more else "PT15M",
            operator=compare.GREATER_THAN if more else compare.LESS_THAN,
            threshold=threshold,
        ),
        scale_action=monitor.ScaleActionArgs(
            direction=direction,
            type=monitor.ScaleType.CHANGE_COUNT,
            value="1",
            cooldown="PT5M" if more else "PT15M",  # quick to help, slow to take away
        ),
    )
