"""The status page's job: every quarter of an hour it publishes what Azure measured, and may do nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import app, authorization, managedidentity

from components import images
from components.application_insights import ApplicationInsights
from components.base import Component, DataClass, Place
from components.container_environment import PROFILE
from components.dump_job import pulled_by
from components.naming import Kind
from components.roles import Role
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
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=args.place.name(Kind.IDENTITY, "status"),
            resource_group_name=args.place.group,
            location=args.place.location,
            tags=self.tags,
            opts=self.child,
        )
        kind = authorization.PrincipalType.SERVICE_PRINCIPAL
        writes = (Role.STORAGE_BLOB_DATA_CONTRIBUTOR, identity.principal_id, kind, args.site.container_id, "may-write")
        reads = (Role.MONITORING_READER, identity.principal_id, kind, args.insights.component_id, "may-read")
        job = app.Job(
            f"{name}-job",
            job_name=args.place.name(Kind.JOB, "status"),
            resource_group_name=args.place.group,
            location=args.place.location,
            environment_id=args.environment,
            workload_profile_name=PROFILE,
            identity=app.ManagedServiceIdentityArgs(
                type=app.ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
            ),
            configuration=app.JobConfigurationArgs(
                trigger_type=app.TriggerType.SCHEDULE,
                schedule_trigger_config=app.JobConfigurationScheduleTriggerConfigArgs(
                    cron_expression=EVERY, parallelism=1, replica_completion_count=1
                ),
                replica_timeout=LONGEST,
                replica_retry_limit=1,
                registries=pulled_by(args.image, identity.id),
            ),
            template=app.JobTemplateArgs(
                containers=[
                    app.ContainerArgs(
                        name="status",
                        image=args.image,
                        command=COMMAND,
                        resources=app.ContainerResourcesArgs(cpu=0.25, memory="0.5Gi"),
                        env=[
                            app.EnvironmentVarArgs(name="AZURE_CLIENT_ID", value=identity.client_id),
                            app.EnvironmentVarArgs(name="CORDON_STATUS", value=pulumi.Output.json_dumps(args.source)),
                        ],
                    )
                ]
            ),
            tags=self.tags,
            opts=self.after(self.grant(*writes), self.grant(*reads)),
        )
        self.job_id = job.id
        self.register_outputs({"jobId": job.id})
