"""How a region's network lets traffic out, and what is known of it afterwards."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.addresses import Tier
from components.egress import Egress
from components.firewall import Firewall, FirewallArgs
from components.flow_logs import FlowLogs, FlowLogsArgs, Watcher, WatcherArgs
from components.nat_gateway import NatGateway, NatGatewayArgs
from components.network import Network, NetworkArgs
from tests.components.recording import Recorder, place, record, surroundings

GIVEN = surroundings()


def network(**more: Any) -> Network:
    return Network("network", NetworkArgs(place=GIVEN["place"], plan=GIVEN["plan"], workspace="/log", **more))


def firewall(**more: Any) -> Firewall:
    walled = network(egress=Egress.FIREWALL)
    return Firewall("firewall", FirewallArgs(place=GIVEN["place"], network=walled, workspace="/log", **more))


def flow_logs(**more: Any) -> FlowLogs:
    watcher = Watcher("watcher", WatcherArgs(place=GIVEN["place"]))
    return FlowLogs(
        "flows",
        FlowLogsArgs(
            place=GIVEN["place"], watcher=watcher, network="/net", link=GIVEN["link"], workspace="/log", **more
        ),
    )


def of_tier(asked: Recorder, tier: Tier) -> dict[str, Any]:
    return next(each.inputs for each in asked.of("network:Subnet") if each.name.endswith(tier.name.lower()))


def test_the_firewall_detects_denies_and_is_zone_redundant() -> None:
    asked = record(firewall)
    policy = asked.one("network:FirewallPolicy")
    assert policy["sku"] == {"tier": "Premium"}
    assert policy["threatIntelMode"] == "Deny"
    assert policy["intrusionDetection"]["mode"] == "Deny"
    assert policy["dnsSettings"]["enableProxy"] is True
    wall = asked.one("network:AzureFirewall")
    assert wall["sku"] == {"name": "AZFW_VNet", "tier": "Premium"}
    assert wall["zones"] == asked.one("network:PublicIPAddress")["zones"] == ["1", "2", "3"]


def test_what_the_firewall_lets_out_is_named_and_encrypted() -> None:
    asked = record(lambda: firewall(registries=("images.azurecr.io",)))
    (collection,) = asked.one("network:FirewallPolicyRuleCollectionGroup")["ruleCollections"]
    assert collection["action"] == {"type": "Allow"}
    for rule in collection["rules"]:
        assert rule["protocols"] == [{"protocolType": "Https", "port": 443}]
        assert rule["targetFqdns"]
        assert "*" not in rule["targetFqdns"]
        assert set(rule["sourceAddresses"]) <= {"10.40.4.0/22", "10.40.8.0/22", "10.40.16.0/22"}
    own = next(rule for rule in collection["rules"] if rule["name"] == "own-images")
    assert own["targetFqdns"] == ["images.azurecr.io", "*.images.azurecr.io"]


def test_with_a_firewall_everything_that_leaves_goes_through_it() -> None:
    asked = record(lambda: network(egress=Egress.FIREWALL))
    assert asked.one("network:RouteTable")["routes"] == [
        {
            "name": "everything-to-firewall", "addressPrefix": "0.0.0.0/0",
            "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.40.20.4",
        }
    ]  # fmt: skip
    assert asked.one("network:VirtualNetwork")["dhcpOptions"] == {"dnsServers": ["10.40.20.4"]}
    for tier in (Tier.APPLICATION, Tier.OPERATIONS, Tier.JOBS):
        assert of_tier(asked, tier)["routeTable"]["id"].endswith("/network-routes")
    wall = of_tier(asked, Tier.FIREWALL)
    assert wall["subnetName"] == "AzureFirewallSubnet"
    assert wall["addressPrefix"] == "10.40.20.0/22"
    assert not {"routeTable", "networkSecurityGroup"} & wall.keys()
    for tier in (Tier.ENDPOINTS, Tier.RESTORE):
        assert "routeTable" not in of_tier(asked, tier)


def test_without_a_firewall_three_tiers_leave_by_the_gateway_and_no_other() -> None:
    asked = record(lambda: network(nat="/nat"))
    leaving = {each.name for each in asked.of("network:Subnet") if each.inputs.get("natGateway") == {"id": "/nat"}}
    assert leaving == {f"network-subnet-{tier}" for tier in ("application", "operations", "jobs")}
    assert not asked.of("network:RouteTable")
    assert not [each for each in asked.of("network:Subnet") if each.inputs["subnetName"] == "AzureFirewallSubnet"]


def test_the_gateway_has_addresses_that_outlive_its_zone() -> None:
    asked = record(lambda: NatGateway("nat", NatGatewayArgs(place=GIVEN["place"])))
    assert asked.one("network:NatGateway")["zones"] == ["1"]
    assert asked.one("network:PublicIPPrefix")["zones"] == ["1", "2", "3"]
    bare = record(lambda: NatGateway("nat", NatGatewayArgs(place=place("swedensouth"), zone=None)))
    assert not {"zones"} & (bare.one("network:NatGateway").keys() | bare.one("network:PublicIPPrefix").keys())


def test_jobs_reach_services_and_images_and_are_reached_by_nobody_else() -> None:
    asked = record(network)
    rules = next(
        each.inputs["securityRules"] for each in asked.of("network:NetworkSecurityGroup") if "jobs" in each.name
    )
    came = {
        rule["sourceAddressPrefix"] for rule in rules if (rule["direction"], rule["access"]) == ("Inbound", "Allow")
    }
    assert came == {"AzureLoadBalancer", "10.40.16.0/22"}
    assert of_tier(asked, Tier.JOBS)["delegations"] == [{"name": "jobs", "serviceName": "Microsoft.App/environments"}]


def test_flows_of_the_network_are_kept_and_analysed() -> None:
    asked = record(flow_logs)
    log = asked.one("network:FlowLog")
    assert log["targetResourceId"] == "/net"
    assert log["retentionPolicy"] == {"days": 90, "enabled": True}
    analysed = log["flowAnalyticsConfiguration"]["networkWatcherFlowAnalyticsConfiguration"]
    assert (analysed["enabled"], analysed["trafficAnalyticsInterval"]) == (True, 10)
    assert log["identity"]["type"] == "UserAssigned"
    account = asked.one("storage:StorageAccount")
    assert account["allowSharedKeyAccess"] is False
    assert account["sku"] == {"name": "Standard_ZRS"}
    assert account["tags"]["dataClass"] == "operational"
    (rule,) = asked.one("storage:ManagementPolicy")["policy"]["rules"]
    assert "prefixMatch" not in rule["definition"]["filters"]
    assert rule["definition"]["actions"]["baseBlob"]["delete"]["daysAfterModificationGreaterThan"] == 90


def test_a_watcher_of_azures_own_is_used_where_there_is_one() -> None:
    asked = record(lambda: Watcher("watcher", WatcherArgs(place=GIVEN["place"], own=False)))
    assert not asked.of("network:NetworkWatcher")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: network(egress=Egress.FIREWALL, nat="/nat"),
            "nat is not possible with egress firewall; allowed is a gateway with egress nat.",
        ),
        (
            lambda: FirewallArgs(place=GIVEN["place"], network=network(), workspace="/log"),
            "network has no subnet for a firewall; allowed is one with egress firewall.",
        ),
        (
            lambda: firewall(registries=("docker.io",)),
            "registries 'docker.io' is not allowed; allowed are hosts below azurecr.io.",
        ),
        (lambda: flow_logs(keep_days=30), "keep_days 30 is not allowed; allowed are 90 to 365 days."),
        (
            lambda: NatGatewayArgs(place=place("swedensouth")),
            "zone '1' is not possible in swedensouth; it has no zones.",
        ),
        (lambda: NatGatewayArgs(place=GIVEN["place"], zone="4"), "zone '4' is not allowed; allowed are 1, 2 and 3."),
    ],
)
def test_refusal(make: Callable[[], object], sentence: str) -> None:
    refusals: list[str] = []

    def run() -> None:
        try:
            make()
        except ValueError as refused:
            refusals.append(str(refused))

    record(run)
    assert refusals == [sentence]


@pytest.mark.parametrize(("taken", "fine"), [("10.40.20.4", True), ("10.40.20.5", False)])
def test_a_firewall_at_another_address_than_the_routes_lead_to_is_an_error(taken: str, fine: bool) -> None:
    """The plan knows the address before Azure gives it; a wrong guess would cut the network off in silence."""

    class Elsewhere(Recorder):
        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
            identity, outputs = super().new_resource(args)
            for each in outputs.get("ipConfigurations", []):
                if args.typ.endswith(":AzureFirewall"):
                    each["privateIPAddress"] = taken
            return identity, outputs

    if fine:
        record(firewall, recorder=Elsewhere())
        return
    with pytest.raises(ValueError, match=f"took the address {taken}; allowed is 10.40.20.4, to which all routes lead"):
        record(firewall, recorder=Elsewhere())
