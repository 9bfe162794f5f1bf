"""Whether a pack that is fast has kept what Pulumi promises of each rule: its name, its level, its configuration."""

from collections.abc import Mapping
from typing import Any

from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as messages

from benchmarks.shared.packs import Pack, request
from policies.engine.discovery import rules

ACCOUNT = ("azure-native:storage:StorageAccount", {"minimumTlsVersion": "TLS1_0"}, "storage_accounts_speak_tls_1_2")
WORKSPACE = ("azure-native:operationalinsights:Workspace", {"retentionInDays": 120}, "log_workspaces_keep_90_days")


def intact(pack: Pack) -> dict[str, bool]:
    names = {each.name for each in pack.stub.GetAnalyzerInfo(Empty()).policies}
    before = (_level(pack, *ACCOUNT), _level(pack, *WORKSPACE))
    sent = messages.ConfigureAnalyzerRequest()
    sent.policyConfig[ACCOUNT[2]].enforcementLevel = messages.ADVISORY
    sent.policyConfig[WORKSPACE[2]].enforcementLevel = messages.MANDATORY
    sent.policyConfig[WORKSPACE[2]].properties["days"] = 365
    pack.stub.Configure(sent)
    after = (_level(pack, *ACCOUNT), _level(pack, *WORKSPACE))
    return {
        f"names of {len(rules())} rules": names == {rule.name for rule in rules()},
        "a level of one rule": (before[0], after[0]) == (messages.MANDATORY, messages.ADVISORY),
        "a setting of one rule": (before[1], after[1]) == (None, messages.MANDATORY),
    }


def _level(pack: Pack, token: str, properties: Mapping[str, Any], rule: str) -> int | None:
    """At which level the rule finds fault with the resource; None if it doesn't."""
    found = pack.stub.Analyze(request(token, dict(properties), "r")).diagnostics
    return next((each.enforcementLevel for each in found if each.policyName == rule), None)
