"""Diagnostic settings send what they collect to a Log Analytics workspace, and to no third party."""

from policies.engine import HIGH, Findings, Properties, Rule, absent, any_of, deny_if, finding, has, present

SETTING = "Microsoft.Insights/diagnosticSettings"

rule = Rule(
    severity=HIGH, serves=("LOG-1", "LOG-2", "RES-2"), iso27001=("5.19", "8.15"), soc2=("CC7.2", "CC9.2"),
    types=("azure-native:monitor:DiagnosticSetting", "azure-native:insights:DiagnosticSetting"),
    why="Alerts look into the workspace; a partner's service is a subprocessor, with regions of its own.",
    fix="Set workspaceId, and take marketplacePartnerId away.",
    source="Azure Monitor: diagnostic settings, destinations",
    azure_policy=deny_if(
        any_of(absent(f"{SETTING}/workspaceId"), present(f"{SETTING}/marketplacePartnerId")), of=SETTING
    ),
    good=[{"workspaceId": "/w"}, {"workspaceId": "/w", "storageAccountId": "/archive"}],
    bad=[{"storageAccountId": "/archive"}, {"workspaceId": "/w", "marketplacePartnerId": "/partner"}, {}],
)  # fmt: skip


@rule.check
def to_a_workspace(setting: Properties) -> Findings:
    if not has(setting, "workspaceId"):
        yield finding("workspaceId", None, allowed="a Log Analytics workspace")
    if partner := setting.get("marketplacePartnerId"):
        yield finding("marketplacePartnerId", partner, allowed="destinations inside the subscription")
