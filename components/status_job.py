"""The status page's job: every quarter of an hour it publishes what Azure measured, and may do nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization

from components import images
from components.application_insights import ApplicationInsights
from components.base import Component, DataClass, Place
from components.roles import Role
from components.scheduled_job import Container, Schedule, job_identity, scheduled_job
from components.site import Site

COMMAND = ["cordon", "status", "publish"]
EVERY = "*/15 * * * *"  # cron
LONGEST = 600  # seconds; then the run counts as failed


@dataclass(frozen=True, kw_only=True)
class StatusJobArgs:
    """`environment`: id of the container environment. `image` holds `cordon`. `source`: what the pages are made of."""

    place: Place
    environment: pulumi.Input[str]
    image: str
    site: Site
    insights: ApplicationInsights
    source: Mapping[str, pulumi.Input[object]]

    def __post_init__(self) -> None:
        images.check(self.image)


class StatusJob(Component):
    """Serves INC-3 INC-4.

    Outputs: `job_id`.

    >>> job = StatusJob("status", StatusJobArgs(
    ...     place=place, environment=jobs, image=image, site=site, insights=reaches.insights, source={"host": "a.eu"}))
    """

    data_class = DataClass.PUBLIC

    def __init__(self, name: str, args: StatusJobArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        identity = job_identity(self, "status")
        kind = authorization.PrincipalType.SERVICE_PRINCIPAL
        writes = (Role.STORAGE_BLOB_DATA_CONTRIBUTOR, identity.principal_id, kind, args.site.container_id, "may-write")
        reads = (Role.MONITORING_READER, identity.principal_id, kind, args.insights.component_id, "may-read")
        container = Container(
            image=args.image,
            command=COMMAND,
            settings={"CORDON_STATUS": pulumi.Output.json_dumps(args.source)},
            cpu=0.25,
            memory="0.5Gi",
        )
        schedule = Schedule(cron=EVERY, longest=LONGEST, tries=1)
        after = [self.grant(*writes), self.grant(*reads)]
        job = scheduled_job(self, "status", args.environment, identity, container, schedule, after)
        self.job_id = job.id
        self.register_outputs({"jobId": job.id})
