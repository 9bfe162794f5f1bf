"""A web app and what it needs, as the tests of the web tier and of the edge are given them."""

from typing import Any

from pulumi_azure_native import cdn, web

from components.application_insights import ApplicationInsights, ApplicationInsightsArgs
from components.database import Database, DatabaseArgs
from components.edge import EdgeArgs
from components.site import Site, SiteArgs
from components.storage import Storage, StorageArgs
from components.vault import Vault, VaultArgs
from components.web_app import HEALTH_PATH, RUNTIME, WebApp, WebAppArgs
from components.web_plan import WebPlan, WebPlanArgs
from components.web_site import Reaches, SiteProperties, site_properties
from tests.components.recording import place, surroundings

GIVEN = surroundings()


def shared(where: str = "northeurope") -> dict[str, Any]:
    return {"place": place(where), "link": GIVEN["link"], "workspace": GIVEN["workspace"]}


def reaches(where: str = "northeurope") -> Reaches:
    args = shared(where)
    workspace = {key: args[key] for key in ("place", "workspace")}
    return Reaches(
        vault=Vault(f"{where}-vault", VaultArgs(**args, tenant=GIVEN["tenant"])),
        storage=Storage(f"{where}-storage", StorageArgs(**args)),
        database=Database(f"{where}-database", DatabaseArgs(**args, administrator=GIVEN["administrator"])),
        insights=ApplicationInsights(f"{where}-insights", ApplicationInsightsArgs(**workspace)),
    )


def web_plan(where: str = "northeurope", **more: Any) -> WebPlan:
    return WebPlan(f"{where}-plan", WebPlanArgs(place=place(where), workspace=GIVEN["workspace"], **more))


def web_app_args(where: str = "northeurope", **more: Any) -> WebAppArgs:
    given: dict[str, Any] = {**shared(where), "subnet": GIVEN["subnet"], **more}
    return WebAppArgs(plan=web_plan(where), reaches=reaches(where), **given)


def web_app(where: str = "northeurope") -> WebApp:
    return WebApp(f"{where}-web", web_app_args(where))


def site(where: str = "northeurope") -> Site:
    return Site("site", SiteArgs(**shared(where), publisher=GIVEN["operator"]))


def edge_args(*regions: str, **more: Any) -> EdgeArgs:
    given: dict[str, Any] = {"place": GIVEN["everywhere"], "workspace": GIVEN["workspace"], **more}
    apps = [web_app(region) for region in regions or ("northeurope", "westeurope")]
    return EdgeArgs(site=site(), apps=apps, **given)


def profile() -> cdn.Profile:
    premium = cdn.SkuArgs(name=cdn.SkuName.PREMIUM_AZURE_FRONT_DOOR)
    return cdn.Profile("given-profile", profile_name="afd", resource_group_name="rg", location="global", sku=premium)


def endpoint() -> cdn.AFDEndpoint:
    return cdn.AFDEndpoint("given-endpoint", endpoint_name="fde", profile_name="afd", resource_group_name="rg-test")


def site_resource() -> web.WebApp:
    return web.WebApp("given-app", name="app", resource_group_name="rg-test", location="northeurope")


def web_properties() -> SiteProperties:
    identity = web_app("westeurope").identity
    return site_properties(identity, reaches("swedencentral"), GIVEN["subnet"], RUNTIME, HEALTH_PATH, "staging")
