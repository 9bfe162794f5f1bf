"""The public pages that must stay up when the application is down: security.txt and status, read by the edge alone."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, storage

from components.base import Component, DataClass, Place, PrivateLink
from components.edge_origins import Origin
from components.private_link import Service
from components.roles import Role
from components.storage_account import private_account

CONTAINER = "site"
STATUS = "status/status.json"  # the edge asks for it to see whether the site is there
SOFT_DELETE = 14  # days


@dataclass(frozen=True, kw_only=True)
class SiteArgs:
    """`publisher` writes the pages: the object id of who operates the environment."""

    place: Place
    link: PrivateLink
    workspace: pulumi.Input[str]
    publisher: pulumi.Input[str]
    publisher_kind: authorization.PrincipalType = authorization.PrincipalType.SERVICE_PRINCIPAL


class Site(Component):
    """Serves INC-3 INC-4 ENC-1 RES-2 NET-4. In an account of its own: the edge never gets near customers' content.

    Outputs: `account_id`; `container_id`; `blob_url` (https); `origins`, the region's endpoint and the paired region's
    readable copy, for when the first fails.

    >>> args = SiteArgs(place=place, link=link, workspace=workspace, publisher=operator)
    >>> [(origin.name, origin.priority) for origin in Site("site", args).origins]
    [('northeurope', 1), ('westeurope', 2)]
    """

    data_class = DataClass.PUBLIC

    def __init__(self, name: str, args: SiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        region = args.place.region
        pair = region.pair if region else None
        # Readable in the pair too: one account is then two origins.
        account = private_account(self, args.place.redundancy.replace("_G", "_RAG"), CONTAINER)
        blobs = storage.BlobServiceProperties(
            f"{name}-blobs",
            blob_services_name="default",
            account_name=account.name,
            resource_group_name=args.place.group,
            is_versioning_enabled=True,
            delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=True, days=SOFT_DELETE),
            container_delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=True, days=SOFT_DELETE),
            opts=self.child,
        )
        container = storage.BlobContainer(
            f"{name}-{CONTAINER}",
            container_name=CONTAINER,
            account_name=account.name,
            resource_group_name=args.place.group,
            public_access=storage.PublicAccess.NONE,
            opts=self.after(blobs),
        )
        self.private_endpoint(account.id, Service.BLOB, args.link, CONTAINER)
        self.send_logs(args.workspace)
        self.grant(
            Role.STORAGE_BLOB_DATA_CONTRIBUTOR, args.publisher, args.publisher_kind, container.id, "publisher-writes"
        )
        self.account_id, self.container_id = account.id, container.id
        self.blob_url = account.primary_endpoints.blob
        self.origins = [self._origin(account, args.place.location, "", Service.BLOB.group, 1)]
        if pair:
            self.origins.append(self._origin(account, pair, "-secondary", f"{Service.BLOB.group}_secondary", 2))
        self.register_outputs({"accountId": account.id})

    def _origin(self, account: storage.StorageAccount, name: str, suffix: str, group: str, priority: int) -> Origin:
        """Both endpoints belong to the account, and so to its region. Azure's names: the edge runs there only."""
        host = pulumi.Output.concat(account.name, suffix, ".blob.core.windows.net")
        return Origin(
            name=name, host=host, target=account.id, group=group, region=self.place.location, priority=priority
        )
