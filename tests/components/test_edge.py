"""The edge lets in HTTPS alone, reaches every region's application privately, and blocks what it should."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.custom_domain import CustomDomain, CustomDomainArgs
from components.edge import PAGES, Edge, EdgeArgs
from components.edge_firewall import EdgeFirewall, EdgeFirewallArgs
from components.edge_origins import LINKED_FROM, OriginGroupArgs
from components.edge_rules import HEADERS, MOST
from components.firewall_limits import longer_than
from components.firewall_rules import Limits
from components.site import STATUS, Site
from controls.residency import EU
from tests.components.recording import Inputs, Recorder, place, record
from tests.components.refusing import refusal
from tests.components.web_tier import edge_args, endpoint, profile, site


def edge(*regions: str, **more: Any) -> Recorder:
    return record(lambda: Edge("edge", edge_args(*regions, **more)))


def origins(asked: Recorder, group: str) -> dict[str, Inputs]:
    return {
        each.inputs["originName"]: each.inputs
        for each in asked.of("cdn:AFDOrigin")
        if each.name.startswith(f"{group}-origin-")
    }


@pytest.fixture(scope="module")
def asked() -> Recorder:
    return edge()


def test_the_firewall_prevents(asked: Recorder) -> None:
    waf = asked.one("frontdoor:Policy")
    assert waf["policySettings"]["mode"] == "Prevention"
    assert waf["policySettings"]["enabledState"] == "Enabled"
    assert waf["policySettings"]["requestBodyCheck"] == "Enabled"
    sets = {each["ruleSetType"]: each["ruleSetVersion"] for each in waf["managedRules"]["managedRuleSets"]}
    assert sets == {"Microsoft_DefaultRuleSet": "2.2", "Microsoft_BotManagerRuleSet": "1.1"}
    limits = {
        each["name"]: each["rateLimitThreshold"] for each in waf["customRules"]["rules"] if "rateLimitThreshold" in each
    }
    assert limits == {"RateLimitSignIn": 30, "RateLimitExport": 10, "RateLimitGeneral": 1000}
    assert {each["action"] for each in waf["customRules"]["rules"]} == {"Block"}
    assert len({each["priority"] for each in waf["customRules"]["rules"]}) == len(waf["customRules"]["rules"])


def test_the_block_list_is_asked_first() -> None:
    asked = record(
        lambda: EdgeFirewall("waf", EdgeFirewallArgs(place=place(None), limits=Limits(blocked=("192.0.2.7",))))
    )
    first = min(asked.one("frontdoor:Policy")["customRules"]["rules"], key=lambda rule: rule["priority"])
    assert first["name"] == "BlockList"
    assert first["matchConditions"][0]["matchValue"] == ["192.0.2.7"]


def test_each_face_is_behind_the_firewall() -> None:
    asked = edge(domain="app.example.com")
    (association,) = asked.one("cdn:SecurityPolicy")["parameters"]["associations"]
    faces = {each["id"].rsplit("/", 1)[-1] for each in association["domains"]}
    assert faces == {"edge-endpoint", "edge-domain-domain"}
    assert association["patternsToMatch"] == ["/*"]


def test_routes_lead_to_https_and_keep_nothing(asked: Recorder) -> None:
    routes = {each.inputs["routeName"]: each.inputs for each in asked.of("cdn:Route")}
    assert routes["app"]["patternsToMatch"] == ["/*"]
    assert routes["site"]["patternsToMatch"] == list(PAGES)
    assert routes["site"]["originPath"] == "/site"
    for route in routes.values():
        assert route["httpsRedirect"] == "Enabled"
        assert route["forwardingProtocol"] == "HttpsOnly"
        assert "cacheConfiguration" not in route
        assert route["ruleSets"]


def test_every_answer_carries_the_security_headers(asked: Recorder) -> None:
    rules = [each.inputs for each in asked.of("cdn:Rule")]
    sent = [action["parameters"]["headerName"] for rule in rules for action in rule["actions"]]
    assert sorted(sent) == sorted(HEADERS)
    assert all(len(rule["actions"]) <= MOST for rule in rules)
    assert len({rule["order"] for rule in rules}) == len(rules)


def test_every_region_serves_behind_a_private_link_and_the_first_goes_before_the_others() -> None:
    asked = edge("westeurope", "northeurope", "swedencentral")
    apps = origins(asked, "edge-app")
    assert {name: each["priority"] for name, each in apps.items()} == {
        "westeurope": 1,
        "northeurope": 2,
        "swedencentral": 2,
    }
    for region, origin in apps.items():
        link = origin["sharedPrivateLinkResource"]
        assert link["privateLink"]["id"].endswith(f"/{region}-web-app")
        assert link["groupId"] == "sites"
        assert link["privateLinkLocation"] == region
        assert origin["enforceCertificateNameCheck"] is True
        assert origin["originHostHeader"] == origin["hostName"]
    group = next(each.inputs for each in asked.of("cdn:AFDOriginGroup") if each.name == "edge-app-origins")
    assert group["healthProbeSettings"]["probePath"] == "/healthz"
    assert group["healthProbeSettings"]["probeProtocol"] == "Https"
    assert "authentication" not in group


def test_the_pages_are_read_with_an_identity_also_from_the_pair(asked: Recorder) -> None:
    pages = origins(asked, "edge-site")
    links = {name: each["sharedPrivateLinkResource"] for name, each in pages.items()}
    assert {name: link["groupId"] for name, link in links.items()} == {
        "northeurope": "blob",
        "westeurope": "blob_secondary",
    }
    assert {link["privateLinkLocation"] for link in links.values()} == {"northeurope"}
    group = next(each.inputs for each in asked.of("cdn:AFDOriginGroup") if each.name == "edge-site-origins")
    assert group["authentication"]["type"] == "SystemAssignedIdentity"
    assert group["healthProbeSettings"]["probePath"] == f"/site/{STATUS}"
    reads = next(each.inputs for each in asked.of("authorization:RoleAssignment") if each.name == "edge-reads-site")
    assert reads["scope"].endswith("/site-site")
    assert reads["roleDefinitionId"].endswith("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")  # Storage Blob Data Reader


def test_every_eu_region_is_reached_from_one_in_the_eu() -> None:
    assert set(LINKED_FROM) == set(EU)
    assert {LINKED_FROM[each] for each in LINKED_FROM.values()} == set(LINKED_FROM.values())


def domain(host: str, zone: str | None) -> Recorder:
    args: dict[str, Any] = {"place": place(None), "host": host, "zone": zone}
    return record(lambda: CustomDomain("domain", CustomDomainArgs(profile=profile(), endpoint=endpoint(), **args)))


def test_a_domain_speaks_tls_1_2_with_a_certificate_of_azures() -> None:
    asked = domain("app.example.com", None)
    assert asked.one("cdn:AFDCustomDomain")["tlsSettings"] == {
        "certificateType": "ManagedCertificate",
        "cipherSuiteSetType": "TLS12_2023",
        "minimumTlsVersion": "TLS12",
    }
    assert not asked.of("dns:Zone")
    assert not asked.of("dns:RecordSet")


@pytest.mark.parametrize(
    ("host", "records"),
    [
        ("app.example.com", {("TXT", "_dnsauth.app"), ("CAA", "@"), ("CNAME", "app")}),
        ("example.com", {("TXT", "_dnsauth"), ("CAA", "@"), ("A", "@"), ("AAAA", "@")}),
    ],
)
def test_a_zone_of_ours_gets_the_records(host: str, records: set[tuple[str, str]]) -> None:
    asked = domain(host, "example.com")
    found = {
        (each.inputs["recordType"], each.inputs["relativeRecordSetName"]): each for each in asked.of("dns:RecordSet")
    }
    assert set(found) == records
    proof = next(each for (kind, _), each in found.items() if kind == "TXT")
    assert proof.inputs["txtRecords"] == [{"value": ["a-token"]}]
    assert found["CAA", "@"].inputs["caaRecords"] == [{"flags": 0, "tag": "issue", "value": "digicert.com"}]
    assert asked.one("cdn:AFDCustomDomain")["azureDnsZone"]["id"].endswith("/domain-zone")


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_longer_than_is_a_comparison(limit: int, length: int) -> None:
    for near in (length, limit - 1, limit, limit + 1):
        if near >= 0:
            assert bool(re.search(longer_than(limit), str(near))) == (near > limit)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Limits(general=50, sign_in=60), "sign_in 60 and general 50 are not allowed; allowed are 10 to 100000, "
            "the first not above the second."),
        (lambda: Limits(export=5), "export 5 and general 1000 are not allowed; allowed are 10 to 100000, the first not "
            "above the second."),
        (lambda: Limits(body_megabytes=4000), "body_megabytes 4000 is not allowed; allowed are 1 to 2000."),
        (
            lambda: edge_args(place=place("northeurope")),
            "edge in northeurope is not possible; allowed is a global place.",
        ),
        (
            lambda: EdgeArgs(place=place(None), apps=[], site=site(), workspace="w"),
            "apps with the health paths [] are not allowed; allowed are one or more that share one.",
        ),
        (
            lambda: edge_args("northeurope", dns_zone="example.com"),
            "dns_zone 'example.com' has no domain in it; allowed is a zone with a domain.",
        ),
        (
            lambda: CustomDomainArgs(
                place=place(None), profile=profile(), endpoint=endpoint(), host="app.example.com", zone="example.org"
            ),
            "zone 'example.org' does not hold 'app.example.com'; allowed is the domain's own zone.",
        ),
        (
            lambda: OriginGroupArgs(place=place(None), what="app", profile=profile(), origins=[], probe_path="/"),
            "origins [] are not allowed; allowed are one or more, each with a name of its own.",
        ),
        (
            lambda: twice(site()),
            "origins ['northeurope', 'westeurope', 'northeurope', 'westeurope'] are not allowed; allowed are one or "
            "more, each with a name of its own.",
        ),
    ],
)  # fmt: skip
def test_refusal(make: Any, sentence: str) -> None:
    assert refusal(make) == sentence


def twice(pages: Site) -> OriginGroupArgs:
    return OriginGroupArgs(
        place=place(None), what="site", profile=profile(), origins=[*pages.origins, *pages.origins], probe_path="/"
    )
