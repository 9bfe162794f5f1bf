"""Every resource that can keep a log has a diagnostic setting."""

from controls.diagnosable import DIAGNOSABLE
from policies.engine import HIGH, Findings, Stack, StackRule, finding, not_in_azure_policy
from policies.engine.example import resource

ACCOUNT, BLOBS = "azure-native:storage:StorageAccount", "azure-native:storage:BlobServiceProperties"
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
    good=[
        [VAULT, resource("monitor:DiagnosticSetting", "log", refers=("keyvault:Vault/keys",))],
        [
            resource("storage:StorageAccount", "content"),
            resource("storage:BlobServiceProperties", "blobs", refers=("storage:StorageAccount/content",)),
            resource("monitor:DiagnosticSetting", "log", refers=("storage:BlobServiceProperties/blobs",)),
        ],
        [],
    ],
    bad=[
        [VAULT],
        [VAULT, resource("monitor:DiagnosticSetting", "log", refers=("keyvault:Vault/other",))],
        [resource("storage:StorageAccount", "content")],
        [resource("servicebus:Namespace", "bus")],  # a type that the estate lacks
    ],
)  # fmt: skip


@rule.check
def logged(stack: Stack) -> Findings:
    settings = list(stack.of(*SETTINGS))
    for one in stack.of(*DIAGNOSABLE):
        # An account's logs are its services': a setting of one of them will do.
        parts = [each for each in stack.of(BLOBS) if stack.refers(each, one)] if one.type == ACCOUNT else []
        if not any(stack.refers(setting, part) for setting in settings for part in (one, *parts)):
            yield finding("diagnosticSettings", None, allowed="resources with a diagnostic setting", at=one.urn)
