"""PostgreSQL servers take Entra sign-in only, no passwords of their own."""

from policies.engine import (
    HIGH,
    Findings,
    Properties,
    Rule,
    absent,
    all_of,
    any_of,
    at,
    deny_if,
    differs,
    finding,
    has,
    is_in,
)

SERVER = "Microsoft.DBforPostgreSQL/flexibleServers"
AUTH = f"{SERVER}/authConfig"
RESTORED = ("PointInTimeRestore", "GeoRestore", "ReviveDropped")  # who signs in how is taken over from the source

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-2"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:dbforpostgresql:Server",),
    why="Database passwords know no MFA and no leaver.",
    fix="Set authConfig.activeDirectoryAuth to Enabled and authConfig.passwordAuth to Disabled.",
    source="Azure Database for PostgreSQL: Microsoft Entra authentication",
    azure_policy=deny_if(
        any_of(differs(f"{AUTH}.activeDirectoryAuth", "Enabled"), differs(f"{AUTH}.passwordAuth", "Disabled")),
        {"not": all_of(is_in(f"{SERVER}/createMode", RESTORED), absent(AUTH))},
        of=SERVER,
    ),
    about=("createMode",),
    good=[
        {"authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"}},
        {"createMode": "PointInTimeRestore"},
    ],
    bad=[
        {"authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Enabled"}},
        {"authConfig": {"activeDirectoryAuth": "Enabled"}},  # absent means that passwords work
        {"authConfig": {"activeDirectoryAuth": "Disabled", "passwordAuth": "Disabled"}},
        {"createMode": "PointInTimeRestore", "authConfig": {"passwordAuth": "Enabled"}},
        {},
    ],
)  # fmt: skip


@rule.check
def entra_only(server: Properties) -> Findings:
    if not has(server, "authConfig") and server.get("createMode") in RESTORED:
        return
    for name, wanted in (("activeDirectoryAuth", "Enabled"), ("passwordAuth", "Disabled")):
        if (value := at(server, "authConfig", name)) != wanted:
            yield finding(f"authConfig.{name}", value, allowed=(wanted,))
