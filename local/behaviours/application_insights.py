"""Application Insights: the keys and addresses that Azure makes. No telemetry is taken here."""

from __future__ import annotations

import uuid

from local.plane.behaviour import Behaviour, Body, Call


class Component(Behaviour):
    type = "Microsoft.Insights/components"

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
