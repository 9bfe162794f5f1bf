"""Defender's plans are on, and the one for storage scans what is uploaded."""

from policies.engine import HIGH, Case, Findings, Properties, Rule, deny_unless, each, finding

STORAGE, SCAN = "StorageAccounts", "OnUploadMalwareScanning"


def plan(tier: str, scan: str | None = None) -> Properties:
    extensions = [{"name": SCAN, "isEnabled": scan}] if scan else []
    return {"pricingName": STORAGE if scan else "KeyVaults", "pricingTier": tier, "extensions": extensions}


rule = Rule(
    severity=HIGH, serves=("NET-2", "LOG-2"), iso27001=("8.7", "8.16"), soc2=("CC6.8", "CC7.1"),
    types=("azure-native:security:Pricing",),
    why="Antivirus for customers' files is promised; Defender for Storage is where Azure has it.",
    fix="Set pricingTier to Standard, for StorageAccounts with the extension OnUploadMalwareScanning enabled.",
    source="Microsoft Defender for Cloud: plans; Defender for Storage, malware scanning",
    azure_policy=deny_unless("Microsoft.Security/pricings/pricingTier", ("Standard",)),
    about=("pricingName",),
    good=[plan("Standard"), plan("Standard", "True")],
    bad=[plan("Free"), {"pricingName": "KeyVaults"}],
)  # fmt: skip


@rule.check
def on(properties: Properties, case: Case) -> Findings:
    if (tier := properties.get("pricingTier")) != "Standard":
        yield finding("pricingTier", tier, allowed=("Standard",))
    elif properties.get("pricingName") == STORAGE:
        scans = [one.get("isEnabled") for _, one in each(properties, "extensions") if one.get("name") == SCAN]
        if not any(str(value).lower() == "true" for value in scans):
            yield finding("extensions", scans or None, allowed=f"lists with {SCAN} enabled")
