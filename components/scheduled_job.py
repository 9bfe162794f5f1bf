"""A container that runs by the clock under an identity of its own: what the jobs of dumps and status have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import app, managedidentity

from components import images
from components.base import Component
from components.container_environment import PROFILE
from components.naming import Kind


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """`cron`: when it starts, UTC. `longest`: seconds, after which a run has failed and is tried `tries` times more."""

    cron: str
    longest: int
    tries: int


@dataclass(frozen=True, kw_only=True)
class Container:
    """What runs. `settings`: environment variables beside AZURE_CLIENT_ID, which names the identity."""

    image: str
    command: Sequence[str]
    settings: Mapping[str, pulumi.Input[str]]
    cpu: float
    memory: str


def job_identity(component: Component, what: str) -> managedidentity.UserAssignedIdentity:
    """The identity of the component's job; it may nothing until the component grants it something."""
    return managedidentity.UserAssignedIdentity(
        f"{component.name}-identity",
        resource_name_=component.place.name(Kind.IDENTITY, what),
        resource_group_name=component.place.group,
        location=component.place.location,
        tags=component.tags,
        opts=component.child,
    )


def scheduled_job(
    component: Component,
    what: str,
    environment: pulumi.Input[str],
    identity: managedidentity.UserAssignedIdentity,
    container: Container,
    schedule: Schedule,
    after: Sequence[pulumi.Resource],
) -> app.Job:
    """A job of the component in the container environment of that id, made `after` what it needs to be let do."""
    place = component.place
    return app.Job(
        f"{component.name}-job",
        job_name=place.name(Kind.JOB, what),
        resource_group_name=place.group,
        location=place.location,
        environment_id=environment,
        workload_profile_name=PROFILE,
        identity=app.ManagedServiceIdentityArgs(
            type=app.ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
        ),
        configuration=app.JobConfigurationArgs(
            trigger_type=app.TriggerType.SCHEDULE,
            schedule_trigger_config=app.JobConfigurationScheduleTriggerConfigArgs(
                cron_expression=schedule.cron, parallelism=1, replica_completion_count=1
            ),
            replica_timeout=schedule.longest,
            replica_retry_limit=schedule.tries,
            registries=_pulled_by(container.image, identity.id),
        ),
        template=app.JobTemplateArgs(
            containers=[
                app.ContainerArgs(
                    name=what,
                    image=container.image,
                    command=list(container.command),
                    resources=app.ContainerResourcesArgs(cpu=container.cpu, memory=container.memory),
                    env=[
                        app.EnvironmentVarArgs(name=name, value=value)
                        for name, value in {"AZURE_CLIENT_ID": identity.client_id, **container.settings}.items()
                    ],
                )
            ]
        ),
        tags=component.tags,
        opts=component.after(*after),
    )


def _pulled_by(image: str, identity: pulumi.Output[str]) -> list[app.RegistryCredentialsArgs]:
    """The job's identity pulls; whoever owns the registry lets it (AcrPull)."""
    host = images.registry(image)
    return [app.RegistryCredentialsArgs(server=host, identity=identity)] if host else []
