"""Application Insights: the keys and addresses that Azure makes. No telemetry is taken here, so nothing is counted."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from local.plane.behaviour import ArmError, Behaviour, Body, Call
from local.plane.messages import Answer, Ask

if TYPE_CHECKING:
    from local.plane.plane import Plane

COMPONENT = "Microsoft.Insights/components"
METRICS = (
    f"/subscriptions/{{subscription}}/resourceGroups/{{group}}/providers/{COMPONENT}/{{name}}"
    "/providers/Microsoft.Insights/metrics"
)


class Component(Behaviour):
    type = COMPONENT

    def __init__(self, plane: Plane) -> None:
        super().__init__(plane)
        self.routes[("GET", METRICS)] = self.metrics

    def metrics(self, ask: Ask, names: dict[str, str]) -> Answer:
        """The answer of a component that has never been sent anything: the metric, without a series."""
        resource = ask.path.split("/providers/Microsoft.Insights/metrics")[0]
        if not self.plane.store.exists(resource):
            raise ArmError(404, "ResourceNotFound", f"The Resource '{COMPONENT}/{names['name']}' was not found.")
        metric = ask.query.get("metricnames", "")
        found = {
            "id": f"{resource}/providers/Microsoft.Insights/metrics/{metric}",
            "type": "Microsoft.Insights/metrics",
            "name": {"value": metric, "localizedValue": metric},
            "unit": "Count",
            "timeseries": [],
            "errorCode": "Success",
        }
        span = {"timespan": ask.query.get("timespan", ""), "interval": ask.query.get("interval", "")}
        return Answer(status=200, body={"cost": 0, **span, "namespace": COMPONENT.lower(), "value": [found]})

    def outputs(self, call: Call) -> Body:
        """The same ones for as long as the resource lives."""
        before = (call.before or {}).get("properties") or {}
        key = before.get("InstrumentationKey") or str(uuid.uuid4())
        app = before.get("AppId") or str(uuid.uuid4())
        region = call.body["location"]
        addresses = (
            f"IngestionEndpoint=https://{region}-1.in.applicationinsights.azure.com/;"
            f"LiveEndpoint=https://{region}.livediagnostics.monitor.azure.com/"
        )
        return {
            "AppId": app,
            "ApplicationId": call.body["name"],
            "InstrumentationKey": key,
            "ConnectionString": f"InstrumentationKey={key};{addresses};ApplicationId={app}",
            "TenantId": self.plane.tenant,
        }
