"""PostgreSQL servers with a key of ours have a key for the copy in the paired region too."""

from policies.engine import HIGH, Findings, Properties, Rule, absent, at, deny_if, equals, finding

SERVER = "Microsoft.DBforPostgreSQL/flexibleServers"

rule = Rule(
    severity=HIGH, serves=("BAK-2", "BAK-4", "ENC-3"), iso27001=("8.13", "8.24"), soc2=("A1.2", "CC6.1"),
    types=("azure-native:dbforpostgresql:Server",),
    why="When the region is lost its key vault is lost with it, and the copy can't be read.",
    fix="Set dataEncryption.geoBackupKeyURI to a key in the paired region.",
    source="Azure Database for PostgreSQL: data encryption, geo-redundant backup with customer managed keys",
    azure_policy=deny_if(
        equals(f"{SERVER}/dataEncryption.type", "AzureKeyVault"),
        equals(f"{SERVER}/backup.geoRedundantBackup", "Enabled"),
        absent(f"{SERVER}/dataEncryption.geoBackupKeyURI"),
        of=SERVER,
    ),
    about=("backup", "backup.geoRedundantBackup", "dataEncryption.type"),
    good=[
        {"backup": {"geoRedundantBackup": "Enabled"}},  # Azure's own keys, in both regions
        {
            "backup": {"geoRedundantBackup": "Enabled"},
            "dataEncryption": {"type": "AzureKeyVault", "geoBackupKeyURI": "https://kv2/keys/k"},
        },
    ],
    bad=[{"backup": {"geoRedundantBackup": "Enabled"}, "dataEncryption": {"type": "AzureKeyVault"}}],
)  # fmt: skip


@rule.check
def second_key(server: Properties) -> Findings:
    encryption = server.get("dataEncryption") or {}
    ours = encryption.get("type") == "AzureKeyVault"
    if ours and at(server, "backup", "geoRedundantBackup") == "Enabled" and not encryption.get("geoBackupKeyURI"):
        yield finding("dataEncryption.geoBackupKeyURI", None, allowed="a key in the paired region")
