"""Until the drill opened its one private endpoint nobody could reach the copy, and now nobody else can."""

from controls import residency
from scripts.drills import quarantine
from scripts.drills.check import Check, failed, passed
from scripts.drills.verification import Verification


def isolation(v: Verification) -> Check:
    servers, copy = v.drill.azure.postgres, v.copy
    facts = servers.servers.get(copy.group, copy.name)
    network = facts.properties.network if facts.properties else None
    endpoints = (facts.properties.private_endpoint_connections if facts.properties else None) or []
    rules = list(servers.firewall_rules.list_by_server(copy.group, copy.name))
    with v.connect() as connection:
        logins = quarantine.logins(connection)
    reasons = {
        f"{', '.join(logins)} may sign in": bool(logins),
        "it could be reached before its endpoint was made": v.exposure.get("closed_before") is not True,
        "public network access is not disabled": not network or network.public_network_access != "Disabled",
        f"it has {len(rules)} firewall rules": bool(rules),
        f"it has {len(endpoints)} private endpoints": len(endpoints) > 1,
        f"it lies in {facts.location}, outside the European Union": not residency.is_eu(facts.location),
    }
    seen = {"endpoints": len(endpoints), "firewallRules": len(rules), **v.exposure}
    if open_by := [reason for reason, true in reasons.items() if true]:
        return failed(f"The copy is not isolated: {'; '.join(open_by)}.", population=len(reasons), actual=seen)
    return passed(
        "Closed until its one private endpoint was made; no public access.", population=len(reasons), actual=seen
    )
