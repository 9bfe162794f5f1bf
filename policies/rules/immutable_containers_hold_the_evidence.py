"""Every container named for evidence has a policy that makes it immutable."""

from policies.engine import HIGH, Findings, Stack, StackRule, finding, known, not_in_azure_policy
from policies.engine.example import resource

POLICY = "azure-native:storage:BlobContainerImmutabilityPolicy"
WORD = "evidence"

CONTAINER = resource("storage:BlobContainer", "c", {"containerName": "evidence"})

rule = StackRule(
    severity=HIGH, serves=("GOV-3", "LOG-1"), iso27001=("5.28", "8.15"), soc2=("CC4.1", "CC7.3"),
    why="Evidence that can be changed proves nothing.",
    fix="Add a BlobContainerImmutabilityPolicy for the container.",
    source="Azure Storage: time-based retention policies for immutable blob data",
    azure_policy=not_in_azure_policy("A Deny sees one resource at a time."),
    good=[
        [CONTAINER, resource("storage:BlobContainerImmutabilityPolicy", "p", refers=("storage:BlobContainer/c",))],
        [resource("storage:BlobContainer", "c", {"containerName": "content"})],
    ],
    bad=[[CONTAINER]],
)  # fmt: skip


@rule.check
def immutable(stack: Stack) -> Findings:
    policies = list(stack.of(POLICY))
    for container in stack.of("azure-native:storage:BlobContainer"):
        evidence = WORD in str(known(container.properties, "containerName") or container.name).casefold()
        if evidence and not any(stack.refers(policy, container) for policy in policies):
            yield finding("immutabilityPolicy", None, allowed="evidence with immutability", at=container.urn)
