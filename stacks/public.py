"""What the internet sees of an environment: the edge, the pages behind it, and how both do, seen from outside."""

from collections.abc import Mapping

import pulumi

from components.availability import Availability, AvailabilityArgs
from components.base import Component, Place
from components.edge import Edge, EdgeArgs
from components.firewall_rules import Limits
from components.resource_group import ResourceGroup
from components.site import CONTAINER, Site, SiteArgs
from components.stamp import Stamp
from components.status_job import StatusJob, StatusJobArgs
from stacks.settings import Settings

Outputs = Mapping[str, pulumi.Input[object]]


class Public(Component):
    """Serves NET-1 INC-3 INC-4. `publisher` is the object id of who writes the public pages.

    Outputs: `edge`, `site`; `availability` once it is measured.
    """

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        everywhere: Place,
        stamps: Mapping[str, Stamp],
        publisher: pulumi.Input[str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(name, everywhere, opts)
        self.settings, self.primary = settings, stamps[settings.primary]
        workspace = self.primary.monitoring.workspace_id
        home = self.primary.group.inside
        self.site = Site(
            "site",
            SiteArgs(place=home, link=self.primary.link, workspace=workspace, publisher=publisher),
            self.child,
        )
        group = ResourceGroup("group-edge", everywhere, location=settings.primary, opts=self.child)
        edge = settings.edge
        self.edge = Edge(
            "edge",
            EdgeArgs(
                place=group.inside,
                apps=[self.primary.web, *(stamp.web for stamp in stamps.values() if stamp is not self.primary)],
                site=self.site,
                workspace=workspace,
                limits=Limits(
                    general=edge.general_per_minute,
                    sign_in=edge.sign_in_per_minute,
                    export=edge.export_per_minute,
                    body_megabytes=edge.body_limit_mb,
                    blocked=edge.blocked,
                ),
                domain=edge.domain,
                dns_zone=edge.dns_zone,
            ),
            self.child,
        )
        self.register_outputs({})

    def measure(self, alerts: pulumi.Input[str]) -> None:
        """Test from outside what was made, and publish it; `alerts` is the action group that hears of a failure."""
        self.availability = Availability(
            "availability",
            AvailabilityArgs(
                place=self.primary.group.inside,
                insights=self.primary.insights,
                host=self.edge.host,
                health_path=self.settings.web.health_path,
                alerts=alerts,
            ),
            self.child,
        )

        jobs = self.primary.jobs
        if jobs:  # without an image of our own there are none: then people publish, by `cordon status publish`
            told = {"subscription": self.place.subscription, "environment": self.place.names.environment}
            StatusJob(
                "status",
                StatusJobArgs(
                    place=self.primary.group.inside,
                    environment=jobs.environment,
                    image=jobs.image,
                    site=self.site,
                    insights=self.primary.insights,
                    source={**told, "host": self.edge.host, **self._pages()},
                ),
                self.child,
            )

    def _pages(self) -> Outputs:
        disclosure = self.settings.disclosure
        return {
            "site": {"account": self.site.account_id, "blobUrl": self.site.blob_url, "container": CONTAINER},
            "availability": {"component": self.primary.insights.component_id, "tests": self.availability.tests},
            "disclosure": {"contact": disclosure.contact, "languages": list(disclosure.languages)},
        }

    def outputs(self) -> Outputs:
        """What operations know of it."""
        edge, domain = self.edge, self.edge.custom_domain
        return {
            "edge": {
                "profile": edge.profile_id,
                "endpoint": edge.url,
                "waf": edge.waf_id,
                "host": edge.host,
                "domainProof": domain.proof if domain else None,  # for `_dnsauth.<host>`, where DNS isn't ours
                "nameServers": domain.name_servers if domain else None,
            },
            **self._pages(),
        }


def web_outputs(stamp: Stamp) -> Outputs:
    """What operations know of a region's application. `identity` is its role's name in the database."""
    app = stamp.web
    return {
        "app": app.app_id,
        "host": app.host,
        "slotHost": app.slot_host,
        "identity": app.identity.name,
        "principal": app.principal_id,
    }
