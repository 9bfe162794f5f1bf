"""The web app of one region and its staging slot: reached through the edge alone, with an identity of its own."""

import re
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, managedidentity, web

from components.base import Component, DataClass, Place, PrivateLink
from components.naming import Kind
from components.private_link import Service
from components.roles import Role
from components.storage import CONTENT
from components.vault import WRAPPING_KEY
from components.web_plan import WebPlan
from components.web_site import SLOT_SETTING, Identity, Reaches, SiteProperties, site_properties
from components.web_slot import STAGING, StagingSlot, StagingSlotArgs

HEALTH_PATH = "/healthz"
RUNTIME = "PYTHON|3.13"
_RUNTIME = re.compile(r"(PYTHON|NODE|DOTNETCORE|JAVA)\|[0-9.]+(-[a-z0-9]+)?")
_PATH = re.compile(r"/[A-Za-z0-9/_.-]*")


@dataclass(frozen=True, kw_only=True)
class WebAppArgs:
    """`subnet` is delegated to Microsoft.Web/serverFarms; all that the app sends leaves through it.

    `health_path` answers 200 when the instance and what it needs are well, and nothing that needs sign-in.
    """

    place: Place
    plan: WebPlan
    reaches: Reaches
    subnet: pulumi.Input[str]
    link: PrivateLink
    workspace: pulumi.Input[str]
    runtime: str = RUNTIME
    health_path: str = HEALTH_PATH

    def __post_init__(self) -> None:
        if not _RUNTIME.fullmatch(self.runtime):
            raise ValueError(
                f"runtime {self.runtime!r} is not allowed; allowed is one of App Service on Linux, such as {RUNTIME}."
            )
        if not _PATH.fullmatch(self.health_path):
            raise ValueError(
                f"health_path {self.health_path!r} is not allowed; allowed is a path such as {HEALTH_PATH}."
            )


class WebApp(Component):
    """Serves TEN-2 ENC-1 ACC-2 ACC-4 NET-1 NET-2 SDL-6 SDL-7 RES-1 LOG-1.

    The database knows the identity only once `pgaadauth_create_principal_with_oid` has named it there: an
    administrator of the server grants it `app_user`, and nothing more.

    Outputs: `app_id`, `host` (without scheme), `health_path`, `slot_host`; `identity`, `principal_id`.

    >>> app = WebApp("web-ne", WebAppArgs(
    ...     place=place, plan=web_plan, reaches=reaches, subnet=subnet, link=link, workspace=workspace))
    """

    data_class = DataClass.CUSTOMER

    def __init__(self, name: str, args: WebAppArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        self.health_path = args.health_path
        self.identity, self.principal_id = self._identity()
        allowed = self._allow(args.reaches)
        app = web.WebApp(
            f"{name}-app",
            name=args.place.name(Kind.WEB_APP),
            resource_group_name=args.place.group,
            location=args.place.location,
            server_farm_id=args.plan.plan_id,
            **self._properties(args, "production"),
            tags=self.tags,
            opts=self.after(*allowed),  # a reference to the vault is read when the app starts
        )
        self._no_passwords(app)
        web.WebAppSlotConfigurationNames(
            f"{name}-sticky",
            name=app.name,
            resource_group_name=args.place.group,
            app_setting_names=[SLOT_SETTING],  # stay with the slot when the contents are swapped
            opts=self.child,
        )
        self.private_endpoint(app.id, Service.WEB, args.link, "web")
        self.send_logs(args.workspace)
        staging = StagingSlot(
            f"{name}-{STAGING}",
            StagingSlotArgs(
                place=args.place,
                app=app,
                plan=args.plan,
                properties=self._properties(args, STAGING),
                link=args.link,
                workspace=args.workspace,
            ),
            self.child,
        )
        self.app_id, self.host, self.slot_host = app.id, app.default_host_name, staging.host
        self.register_outputs({"appId": app.id})

    def _identity(self) -> tuple[Identity, pulumi.Output[str]]:
        """User-assigned: it has its roles before the app starts, and both slots are the same principal."""
        name = self.place.name(Kind.IDENTITY, "web")
        made = managedidentity.UserAssignedIdentity(
            f"{self.name}-identity",
            resource_name_=name,
            resource_group_name=self.place.group,
            location=self.place.location,
            tags=self.tags,
            opts=self.child,
        )
        return Identity(id=made.id, client_id=made.client_id, name=name), made.principal_id

    def _allow(self, reaches: Reaches) -> list[authorization.RoleAssignment]:
        """Secrets: read. The one wrapping key: use. The content container: read and write. Telemetry: send."""
        container = pulumi.Output.concat(reaches.storage.account_id, "/blobServices/default/containers/", CONTENT)
        key = pulumi.Output.concat(reaches.vault.vault_id, "/keys/", WRAPPING_KEY)
        wanted: list[tuple[Role, pulumi.Input[str], pulumi.Resource]] = [
            (Role.KEY_VAULT_SECRETS_USER, reaches.vault.vault_id, reaches.vault),
            (Role.KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER, key, reaches.vault),
            (Role.STORAGE_BLOB_DATA_CONTRIBUTOR, container, reaches.storage),
            (Role.MONITORING_METRICS_PUBLISHER, reaches.insights.component_id, reaches.insights),
        ]
        return [
            self.grant(
                role,
                self.principal_id,
                authorization.PrincipalType.SERVICE_PRINCIPAL,
                scope,
                role.name.lower().replace("_", "-"),
                after=after,
            )
            for role, scope, after in wanted
        ]

    def _properties(self, args: WebAppArgs, slot: str) -> SiteProperties:
        return site_properties(self.identity, args.reaches, args.subnet, args.runtime, args.health_path, slot)

    def _no_passwords(self, app: web.WebApp) -> None:
        """Nobody publishes with a password: neither by FTP nor to the deployment site."""
        for kind, policy in (("ftp", web.WebAppFtpAllowed), ("scm", web.WebAppScmAllowed)):
            policy(
                f"{self.name}-{kind}",
                name=app.name,
                resource_group_name=self.place.group,
                allow=False,
                opts=self.child,
            )
