"""Application Insights of one region: telemetry lies in the region's own workspace and is sent with Entra sign-in."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import applicationinsights as insights

from components.base import Component, Place
from components.naming import Kind


@dataclass(frozen=True, kw_only=True)
class ApplicationInsightsArgs:
    """`workspace` is where the telemetry is kept, in the same region: ingestion and storage then both stay there."""

    place: Place
    workspace: pulumi.Input[str]


class ApplicationInsights(Component):
    """Serves LOG-1 LOG-2 LOG-4 RES-2 INC-4.

    Outputs: `component_id`; `connection_string`, which is an address and no credential: keys are refused.

    >>> insights = ApplicationInsights("insights-ne", ApplicationInsightsArgs(place=place, workspace=workspace))
    """

    def __init__(self, name: str, args: ApplicationInsightsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        component = insights.Component(
            f"{name}-component",
            resource_name_=args.place.name(Kind.APPLICATION_INSIGHTS),
            resource_group_name=args.place.group,
            location=args.place.location,
            kind="web",
            application_type=insights.ApplicationType.WEB,
            ingestion_mode=insights.IngestionMode.LOG_ANALYTICS,
            workspace_resource_id=args.workspace,
            disable_local_auth=True,  # Entra only
            disable_ip_masking=False,  # clients' addresses aren't stored (LOG-4)
            # Availability results and workers outside the network come in this way, signed in.
            public_network_access_for_ingestion=insights.PublicNetworkAccessType.ENABLED,
            public_network_access_for_query=insights.PublicNetworkAccessType.ENABLED,
            tags=self.tags,
            opts=self.child,
        )
        self.component_id, self.connection_string = component.id, component.connection_string
        self.register_outputs({"componentId": component.id})
