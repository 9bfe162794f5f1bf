"""SQL databases are encrypted at rest."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("ENC-2", "ENC-3"), iso27001=("8.24",), soc2=("CC6.1",),
    types=("azure-native:sql:TransparentDataEncryption",),
    why="It is on by default; a resource that turns it off leaves files and backups in clear.",
    fix="Set state to Enabled.",
    source="Azure SQL: transparent data encryption",
    azure_policy=deny_unless_equal(
        "Microsoft.Sql/servers/databases/transparentDataEncryption/state",
        "Enabled",
        builtin="17k78e20-9358-41c9-923c-fb736d382a12",
    ),
    good=[{"state": "Enabled"}],
    bad=[{"state": "Disabled"}, {}],
)  # fmt: skip


@rule.check
def encrypted(encryption: Properties) -> Findings:
    if (value := encryption.get("state")) != "Enabled":
        yield finding("state", value, allowed=("Enabled",))
