"""Every resource that can keep a log has a diagnostic setting."""

from policies.engine import HIGH, Findings, Stack, StackRule, finding, not_in_azure_policy
from policies.engine.example import resource

LOGGED = tuple(
    f"azure-native:{each}"
    for each in (
        "keyvault:Vault",
        "dbforpostgresql:Server",
        "cdn:Profile",
        "network:NetworkSecurityGroup",
        "network:VirtualNetwork",
        "dataprotection:BackupVault",
        "recoveryservices:Vault",
        "operationalinsights:Workspace",
        "web:WebApp",
        "web:WebAppSlot",
        "monitor:AutoscaleSetting",
        "network:PublicIPPrefix",
        "network:PublicIPAddress",
        "sql:Database",
        "cosmosdb:DatabaseAccount",
        "redis:Redis",
        "eventhub:Namespace",
        "servicebus:Namespace",
        "containerservice:ManagedCluster",
        "containerregistry:Registry",
        "apimanagement:ApiManagementService",
        "cognitiveservices:Account",
        "search:Service",
        "network:AzureFirewall",
        "network:ApplicationGateway",
        "storage:BlobServiceProperties",
    )
)
SETTINGS = ("azure-native:monitor:DiagnosticSetting", "azure-native:insights:DiagnosticSetting")

VAULT = resource("keyvault:Vault", "keys")

rule = StackRule(
    severity=HIGH, serves=("ACC-3", "LOG-1", "LOG-2"), iso27001=("8.15", "8.16"), soc2=("CC7.2",),
    why="What nobody logged can't be alerted on, and nobody can say afterwards what happened.",
    fix="Add a DiagnosticSetting for it that sends all logs to the workspace.",
    source="Azure Monitor: supported resource log categories",
    azure_policy=not_in_azure_policy(
        "A Deny sees one resource at a time; Azure audits or deploys it from the resource instead.",
        builtin="cf820ca0-f99e-4f3e-84fb-66e913812d21",
    ),
    good=[[VAULT, resource("monitor:DiagnosticSetting", "log", refers=("keyvault:Vault/keys",))], []],
    bad=[[VAULT], [VAULT, resource("monitor:DiagnosticSetting", "log", refers=("keyvault:Vault/other",))]],
)  # fmt: skip


@rule.check
def logged(stack: Stack) -> Findings:
    settings = list(stack.of(*SETTINGS))
    for one in stack.of(*LOGGED):
        if not any(stack.refers(setting, one) for setting in settings):
            yield finding("diagnosticSettings", None, allowed="resources with a diagnostic setting", at=one.urn)
