"""What watches an environment: what raises alerts, whom they reach, where the security logs go, who looks at them."""

from collections.abc import Mapping

import pulumi

from components.action_group import ActionGroup, ActionGroupArgs
from components.activity_log import ActivityLog, ActivityLogArgs
from components.alerts import Watches
from components.base import Component
from components.database import Replica
from components.defender import Defender, DefenderArgs
from components.edge import Edge
from components.log_alerts import LogAlerts, LogAlertsArgs
from components.metric_alerts import MetricAlerts, MetricAlertsArgs
from components.sentinel import Sentinel, SentinelArgs
from components.stamp import Stamp
from components.workbook import Workbook, WorkbookArgs
from controls import residency
from stacks.settings import Settings


class Watching(Component):
    """Serves LOG-1 LOG-2 ACC-3 NET-2 INC-1. `deployers` are object ids whose changes are expected."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        stamps: Mapping[str, Stamp],
        replicas: Mapping[str, Replica],
        edge: Edge,
        deployers: tuple[str, ...],
        opts: pulumi.ResourceOptions,
    ) -> None:
        self.primary = stamps[settings.primary]
        place = self.primary.group.inside
        super().__init__(name, place, opts)
        self.settings, self.deployers = settings, deployers
        alerts = ActionGroupArgs(place=place, emails=settings.alerts.emails, webhook=settings.alerts.webhook)
        self.group = ActionGroup("alerts", alerts, self.child).group_id
        ActivityLog(
            "activity-log", ActivityLogArgs(place=place, workspace=self.primary.monitoring.workspace_id), self.child
        )
        if settings.defender.enabled:
            plans = DefenderArgs(place=place, emails=settings.alerts.emails, scan_gb=settings.defender.scan_gb)
            Defender("defender", plans, self.child)
        for region, stamp in stamps.items():
            self._region(residency.region(region).code, stamp, replicas.get(region))
        targets = {Watches.EDGE: edge.profile_id}
        MetricAlerts("alerts-edge", MetricAlertsArgs(place=place, group=self.group, targets=targets), self.child)
        Workbook("operations", WorkbookArgs(place=place), self.child)
        self.register_outputs({})

    def _region(self, code: str, stamp: Stamp, replica: Replica | None) -> None:
        place, settings = stamp.group.inside, self.settings
        targets = {
            Watches.DATABASE: stamp.database.server_id,
            Watches.STORAGE: stamp.storage.account_id,
            Watches.VAULT: stamp.vault.vault_id,
            Watches.WEB_APP: stamp.web.app_id,
            Watches.WEB_PLAN: stamp.web_plan.plan_id,
        }
        if replica:
            targets[Watches.REPLICA] = replica.server_id
        metric = MetricAlertsArgs(place=place, group=self.group, targets=targets)
        MetricAlerts(f"alerts-{code}", metric, self.child)
        log = LogAlertsArgs(place=place, group=self.group, workspace=stamp.monitoring.workspace_id)
        LogAlerts(f"log-alerts-{code}", log, self.child)
        if settings.sentinel.enabled:
            known = {
                "break_glass": settings.access.break_glass,
                "countries": settings.sentinel.countries,
                "deployers": self.deployers,
            }
            sentinel = SentinelArgs(
                place=place,
                workspace=stamp.monitoring.workspace_name,
                primary=stamp is self.primary,
                known=known,
                archive_days=settings.logs.archive_days,
            )
            Sentinel(f"sentinel-{code}", sentinel, self.child)
