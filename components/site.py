"""The public pages that must stay up when the application is down: security.txt and status, read by the edge alone."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import storage

from components.base import Component, DataClass, Place, PrivateLink
from components.private_link import Service
from components.storage_account import private_account

CONTAINER = "site"
SOFT_DELETE = 14  # days


@dataclass(frozen=True)
class Origin:
    """One endpoint that the edge may fetch from: `group` is the storage account's private link sub-resource."""

    region: str
    host: pulumi.Output[str]
    group: str


@dataclass(frozen=True, kw_only=True)
class SiteArgs:
    place: Place
    link: PrivateLink
    workspace: pulumi.Input[str]


class Site(Component):
    """Serves INC-3 INC-4 ENC-1 RES-2 NET-4. In an account of its own: the edge never gets near customers' content.

    Outputs: `account_id`; `container_id`; `origins`, the region's endpoint and the paired region's readable copy.

    >>> [origin.region for origin in Site("site", SiteArgs(place=place, link=link, workspace=workspace)).origins]
    ['northeurope', 'westeurope']
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
        self.watch(blobs.id, args.workspace)
        self.account_id, self.container_id = account.id, container.id
        self.origins = [Origin(args.place.location, _host(account.name, ""), "blob")]
        if pair:
            self.origins.append(Origin(pair, _host(account.name, "-secondary"), "blob_secondary"))
        self.register_outputs({"accountId": account.id})


def _host(account: pulumi.Output[str], suffix: str) -> pulumi.Output[str]:
    """Azure's name of the endpoint: the edge runs on Azure and nowhere else."""
    return pulumi.Output.concat(account, suffix, ".blob.core.windows.net")
