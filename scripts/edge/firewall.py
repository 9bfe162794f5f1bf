"""The firewall under attack: tighter limits and blocked addresses for a while, then back to what it was.

What it was is kept in the evidence container before anything is changed, so that relaxing needs nobody's memory.
"""

from __future__ import annotations

import ipaddress
import json
from typing import Any

from azure.core.exceptions import ResourceExistsError
from azure.mgmt.frontdoor import FrontDoorManagementClient

from scripts.drills.signing import canonical, sha256
from scripts.errors import UserError
from scripts.session import Session

FOLDER = "firewall"
BLOCK_RULE, BLOCK_PRIORITY = "EmergencyBlock", 5  # before every other rule
LEAST = 10  # requests a minute and client: Azure's smallest limit
RATE_LIMIT = "RateLimitRule"


def limits(session: Session) -> dict[str, Any]:
    """Mode, limits by rule, blocked addresses."""
    policy = _get(session)
    rules = _rules(policy)
    return {
        "mode": policy["properties"]["policySettings"]["mode"],
        "limits": {rule["name"]: rule["rateLimitThreshold"] for rule in rules if rule["ruleType"] == RATE_LIMIT},
        "blocked": [value for rule in rules if rule["name"] == BLOCK_RULE
                    for condition in rule["matchConditions"] for value in condition["matchValue"]],
    }  # fmt: skip


def tighten(session: Session, run: str, factor: int, blocked: list[str]) -> dict[str, Any]:
    """Divide every limit by `factor`, and block these addresses or networks. Counted from before this run."""
    if not 2 <= factor <= 100:
        raise UserError(f"factor {factor} is not allowed; allowed are 2 to 100.")
    for one in blocked:
        _check_address(one)
    before = _saved(session, run) or _save(session, run, _get(session))
    policy = json.loads(json.dumps(before))
    rules = [rule for rule in _rules(policy) if rule["name"] != BLOCK_RULE]
    for rule in rules:
        if rule["ruleType"] == RATE_LIMIT:
            rule["rateLimitThreshold"] = max(LEAST, rule["rateLimitThreshold"] // factor)
    if blocked:
        rules.append(_block(blocked))
    policy["properties"]["customRules"] = {"rules": rules}
    _put(session, policy)
    return limits(session)


def relax(session: Session, run: str) -> dict[str, Any]:
    """Put back what there was before this run's tightening."""
    before = _saved(session, run)
    if not before:
        raise UserError(f"Run {run} has tightened nothing, so there is nothing to put back.")
    _put(session, before)
    return limits(session)


def check(session: Session, run: str, *, tight: bool) -> dict[str, Any]:
    """That every limit is below (or is again) what it was before this run, and the mode is Prevention."""
    before, now = _saved(session, run), limits(session)
    if not before:
        raise UserError(f"Run {run} has tightened nothing.")
    was = {rule["name"]: rule["rateLimitThreshold"] for rule in _rules(before) if rule["ruleType"] == RATE_LIMIT}
    if now["mode"] != "Prevention":
        raise UserError(f"The firewall's mode is {now['mode']}; it must be Prevention.")
    for name, limit in was.items():
        if tight and limit > LEAST and not now["limits"].get(name, limit) < limit:  # no limit goes below Azure's least
            raise UserError(f"Limit {name} is {now['limits'].get(name)}, not below the {limit} from before.")
        if not tight and now["limits"].get(name) != limit:
            raise UserError(f"Limit {name} is {now['limits'].get(name)}, not the {limit} from before.")
    if not tight and now["blocked"]:
        raise UserError(f"Address {now['blocked'][0]} is still blocked.")
    return now


def _block(addresses: list[str]) -> dict[str, Any]:
    return {
        "name": BLOCK_RULE, "priority": BLOCK_PRIORITY, "enabledState": "Enabled", "ruleType": "MatchRule",
        "action": "Block", "matchConditions": [
            {"matchVariable": "SocketAddr", "operator": "IPMatch", "negateCondition": False, "matchValue": addresses}
        ],
    }  # fmt: skip


def _check_address(text: str) -> None:
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise UserError(f"Address {text!r} is not allowed; allowed are addresses and networks.") from None
    if network.prefixlen < (8 if network.version == 4 else 19):
        raise UserError(f"Network {text} is too wide to block; allowed are /8 (IPv6: /19) and narrower.")


def _rules(policy: dict[str, Any]) -> list[dict[str, Any]]:
    return (policy["properties"].get("customRules") or {}).get("rules") or []


def _saved(session: Session, run: str) -> dict[str, Any] | None:
    blob = session.evidence.get_blob_client(f"{FOLDER}/{run}.json")
    return json.loads(blob.download_blob().readall()) if blob.exists() else None


def _save(session: Session, run: str, policy: dict[str, Any]) -> dict[str, Any]:
    content = canonical(policy)
    try:
        session.evidence.upload_blob(f"{FOLDER}/{run}.json", content)
    except ResourceExistsError:
        return _saved(session, run) or policy
    return json.loads(content)


def _where(session: Session) -> tuple[Any, str, str]:
    parts = session.estate.edge.waf.split("/")
    return session.azure.management(FrontDoorManagementClient), parts[4], parts[-1]


def _get(session: Session) -> dict[str, Any]:
    client, group, name = _where(session)
    return client.policies.get(group, name).as_dict()


def _put(session: Session, policy: dict[str, Any]) -> None:
    client, group, name = _where(session)
    client.policies.begin_create_or_update(group, name, policy).result()


def digest(session: Session) -> str:
    return sha256(canonical(_get(session)["properties"].get("customRules") or {}))
