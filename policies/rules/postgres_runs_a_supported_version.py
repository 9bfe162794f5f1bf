"""PostgreSQL servers run a major version that is still patched."""

from policies.engine import MEDIUM, Case, Findings, Properties, Rule, Setting, deny_if, finding, not_in, present

SERVER = "Microsoft.DBforPostgreSQL/flexibleServers"

rule = Rule(
    severity=MEDIUM, serves=("SDL-8",), iso27001=("8.8",), soc2=("CC7.1",),
    types=("azure-native:dbforpostgresql:Server",),
    why="Holes in an old version are published and stay open.",
    fix="Set version to a supported one, and upgrade the server.",
    source="PostgreSQL: versioning policy (14 ended in November 2026)",
    azure_policy=deny_if(
        present(f"{SERVER}/version"), not_in(f"{SERVER}/version", ("15", "16", "17", "18")), of=SERVER
    ),
    settings={"oldest": Setting(default=15, minimum=11, text="The oldest major version that is allowed.")},
    good=[{"version": "17"}, {"version": "15"}, {"createMode": "Replica"}],  # a replica takes its source's
    bad=[{"version": "14"}, {"version": "11"}],
)  # fmt: skip


@rule.check
def supported(server: Properties, case: Case) -> Findings:
    version, oldest = server.get("version"), case.settings["oldest"]
    if version is not None and not (str(version).isdigit() and int(version) >= oldest):
        yield finding("version", version, allowed=f"{oldest} or newer")
