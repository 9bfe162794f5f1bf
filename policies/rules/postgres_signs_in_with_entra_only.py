"""PostgreSQL servers take Entra sign-in only, no passwords of their own."""

from policies.engine import HIGH, Findings, Properties, Rule, any_of, at, deny_if, differs, finding

AUTH = "Microsoft.DBforPostgreSQL/flexibleServers/authConfig"

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-2"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:dbforpostgresql:Server",),
    why="Database passwords know no MFA and no leaver.",
    fix="Set authConfig.activeDirectoryAuth to Enabled and authConfig.passwordAuth to Disabled.",
    source="Azure Database for PostgreSQL: Microsoft Entra authentication",
    azure_policy=deny_if(
        any_of(differs(f"{AUTH}.activeDirectoryAuth", "Enabled"), differs(f"{AUTH}.passwordAuth", "Disabled")),
        of="Microsoft.DBforPostgreSQL/flexibleServers",
    ),
    good=[{"authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"}}],
    bad=[
        {"authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Enabled"}},
        {"authConfig": {"activeDirectoryAuth": "Enabled"}},  # absent means that passwords work
        {"authConfig": {"activeDirectoryAuth": "Disabled", "passwordAuth": "Disabled"}},
        {},
    ],
)  # fmt: skip


@rule.check
def entra_only(server: Properties) -> Findings:
    for name, wanted in (("activeDirectoryAuth", "Enabled"), ("passwordAuth", "Disabled")):
        if (value := at(server, "authConfig", name)) != wanted:
            yield finding(f"authConfig.{name}", value, allowed=(wanted,))
