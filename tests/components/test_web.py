"""The web app has one way in and an identity of its own; its staging slot is no weaker than itself."""

from typing import Any

import pytest

from components.web_app import WebApp
from components.web_plan import WebPlanArgs
from tests.components.recording import Inputs, Recorder, place, record
from tests.components.refusing import refusal
from tests.components.web_tier import GIVEN, web_app, web_app_args, web_plan


@pytest.fixture(scope="module")
def asked() -> Recorder:
    return record(web_app)


def sites(asked: Recorder) -> list[Inputs]:
    return [each.inputs for each in asked.of("web:WebApp") + asked.of("web:WebAppSlot")]


def test_app_and_slot_are_closed_on_every_side(asked: Recorder) -> None:
    assert len(sites(asked)) == 2
    for site in sites(asked):
        assert site["httpsOnly"] is True
        assert site["publicNetworkAccess"] == "Disabled"
        assert site["sshEnabled"] is False
        assert site["clientAffinityEnabled"] is False
        assert site["endToEndEncryptionEnabled"] is True
        assert site["outboundVnetRouting"] == {"allTraffic": True}
        assert site["virtualNetworkSubnetId"] == GIVEN["subnet"]
        config = site["siteConfig"]
        assert config["ftpsState"] == "Disabled"
        assert config["minTlsVersion"] == config["scmMinTlsVersion"] == "1.2"
        assert config["remoteDebuggingEnabled"] is False
        assert config["healthCheckPath"] == "/healthz"
        assert config["ipSecurityRestrictionsDefaultAction"] == "Deny"
        assert config["scmIpSecurityRestrictionsDefaultAction"] == "Deny"


def test_nobody_publishes_with_a_password(asked: Recorder) -> None:
    policies = [
        each
        for kind in ("FtpAllowed", "ScmAllowed", "FtpAllowedSlot", "ScmAllowedSlot")
        for each in asked.of(f"web:WebApp{kind}")
    ]
    assert len(policies) == 4
    assert {each.inputs["allow"] for each in policies} == {False}


def test_app_and_slot_have_a_private_endpoint_each(asked: Recorder) -> None:
    connections = [
        connection
        for each in asked.of("network:PrivateEndpoint")
        for connection in each.inputs["privateLinkServiceConnections"]
        if "web" in connection["name"]
    ]
    targets = {connection["privateLinkServiceId"].rsplit("/", 1)[-1] for connection in connections}
    assert targets == {"northeurope-web-app"}  # Azure takes no slot as the target: it is a sub-resource of the app
    assert sorted(group for connection in connections for group in connection["groupIds"]) == ["sites", "sites-staging"]


def test_the_identity_may_do_four_things_and_each_on_one_resource(asked: Recorder) -> None:
    roles = {
        each.name.removeprefix("northeurope-web-"): each.inputs["scope"].rsplit("/", 1)[-1]
        for each in asked.of("authorization:RoleAssignment")
        if each.name.startswith("northeurope-web")
    }
    assert roles == {
        "key-vault-secrets-user": "northeurope-vault-vault",
        "key-vault-crypto-service-encryption-user": "tenant-data",
        "storage-blob-data-contributor": "content",
        "monitoring-metrics-publisher": "northeurope-insights-component",
    }
    for site in sites(asked):
        assert site["identity"]["type"] == "UserAssigned"
        assert site["keyVaultReferenceIdentity"] == site["identity"]["userAssignedIdentities"][0]


def test_settings_hold_no_secret_and_tell_the_slots_apart(asked: Recorder) -> None:
    settings = [{each["name"]: each["value"] for each in site["siteConfig"]["appSettings"]} for site in sites(asked)]
    assert [each["CORDON_SLOT"] for each in settings] == ["production", "staging"]
    assert settings[0] | {"CORDON_SLOT": "staging"} == settings[1]
    reference = "@Microsoft.KeyVault(SecretUri=https://kv-test-ne-ab3de.vault.azure.net/secrets/session-key)"
    assert settings[0]["SESSION_KEY"] == reference
    assert settings[0]["PGHOST"].endswith(".postgres.database.azure.com")
    assert asked.one("web:WebAppSlotConfigurationNames")["appSettingNames"] == ["CORDON_SLOT"]


def test_what_is_logged_goes_to_the_workspace(asked: Recorder) -> None:
    watched = {each.inputs["resourceUri"].rsplit("/", 1)[-1] for each in asked.of("monitor:DiagnosticSetting")}
    assert {"northeurope-web-app", "northeurope-web-staging-slot"} <= watched


def test_the_plan_spans_zones_and_grows() -> None:
    asked = record(web_plan)
    plan = asked.one("web:AppServicePlan")
    assert plan["zoneRedundant"] is True
    assert plan["reserved"] is True
    assert plan["sku"] == {"capacity": 2, "name": "P1v3"}
    (profile,) = asked.one("monitor:AutoscaleSetting")["profiles"]
    assert profile["capacity"] == {"default": "2", "maximum": "6", "minimum": "2"}
    rules = [(each["metricTrigger"]["metricName"], each["scaleAction"]["direction"]) for each in profile["rules"]]
    assert sorted(rules) == sorted(
        (metric, direction)
        for metric in ("CpuPercentage", "MemoryPercentage")
        for direction in ("Increase", "Decrease")
    )


def test_telemetry_lies_in_the_regions_workspace_and_needs_sign_in(asked: Recorder) -> None:
    insights = asked.one("applicationinsights:Component")
    assert insights["workspaceResourceId"] == GIVEN["workspace"]
    assert insights["ingestionMode"] == "LogAnalytics"
    assert insights["disableLocalAuth"] is True
    assert insights["disableIpMasking"] is False
    assert insights["location"] == "northeurope"


def plan_args(where: str = "northeurope", **more: Any) -> WebPlanArgs:
    return WebPlanArgs(place=place(where), workspace=GIVEN["workspace"], **more)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: plan_args(sku="B1"), "sku 'B1' is not allowed; allowed are Premium v3 and v4: P0v3 to P5mv4."),
        (
            lambda: plan_args(least=7),
            "least 7 and most 6 instances are not allowed; allowed are 1 to 30, the first not above the second.",
        ),
        (
            lambda: plan_args(most=31),
            "least 2 and most 31 instances are not allowed; allowed are 1 to 30, the first not above the second.",
        ),
        (
            lambda: plan_args("swedensouth"),
            "zone_redundant is not possible in swedensouth; it has no availability zones.",
        ),
        (lambda: plan_args(least=1), "least 1 is not enough for zone_redundant; allowed are 2 or more."),
        (
            lambda: WebApp("web", web_app_args(runtime="python3")),
            "runtime 'python3' is not allowed; allowed is one of App Service on Linux, such as PYTHON|3.13.",
        ),
        (
            lambda: WebApp("web", web_app_args(health_path="healthz")),
            "health_path 'healthz' is not allowed; allowed is a path such as /healthz.",
        ),
    ],
)
def test_refusal(make: Any, sentence: str) -> None:
    assert refusal(make) == sentence
