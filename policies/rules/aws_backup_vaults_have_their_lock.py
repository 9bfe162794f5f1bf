"""Every AWS Backup vault is encrypted and has its lock."""

from policies.engine import CRITICAL, Findings, Stack, StackRule, finding, has
from policies.engine.aws import ABOUT_AWS, aws
from policies.engine.resource import Resource

VAULT, LOCK = aws("backup", "Vault")[0], aws("backup", "VaultLockConfiguration")[0]


def made(token: str, name: str, **properties: str) -> Resource:
    return Resource(f"urn:pulumi:example::cordon::{token}::{name}", token, name, properties, id=name)


LOCKED = [made(VAULT, "copies", kmsKeyArn="arn"), made(LOCK, "lock", backupVaultName="copies")]

rule = StackRule(
    severity=CRITICAL, serves=("BAK-1", "BAK-2", "BAK-5"), iso27001=("8.13", "8.24"), soc2=("A1.2", "CC6.1"),
    why="A vault without a lock is emptied by whoever gets the account.",
    fix="Add a VaultLockConfiguration for it, and set kmsKeyArn.",
    source="AWS Backup: vault lock; encryption for backups",
    azure_policy=ABOUT_AWS,
    good=[LOCKED, []],
    bad=[LOCKED[:1], [made(VAULT, "copies"), LOCKED[1]]],
)  # fmt: skip


@rule.check
def with_lock(stack: Stack) -> Findings:
    for vault in stack.of(VAULT):
        if not any(stack.refers(lock, vault) for lock in stack.of(LOCK)):
            yield finding("lock", None, allowed="vaults with a VaultLockConfiguration", at=vault.urn)
        if not has(vault.properties, "kmsKeyArn"):
            yield finding("kmsKeyArn", None, allowed="keys of KMS", at=vault.urn)
