"""PostgreSQL servers run a major version that is still patched."""

from policies.engine import (
    MEDIUM,
    Case,
    Findings,
    Properties,
    Rule,
    Setting,
    absent,
    all_of,
    any_of,
    deny_if,
    finding,
    is_in,
    not_in,
    present,
)

SERVER = "Microsoft.DBforPostgreSQL/flexibleServers"
ANEW = ("Default", "Create")  # any other mode takes its source's version

rule = Rule(
    severity=MEDIUM, serves=("SDL-8",), iso27001=("8.8",), soc2=("CC7.1",),
    types=("azure-native:dbforpostgresql:Server",),
    why="Holes in an old version are published and stay open.",
    fix="Set version to a supported one, and upgrade the server.",
    source="PostgreSQL: versioning policy (14 ended in November 2026)",
    azure_policy=deny_if(
        any_of(
            all_of(present(f"{SERVER}/version"), not_in(f"{SERVER}/version", ("15", "16", "17", "18"))),
            all_of(
                absent(f"{SERVER}/version"),
                any_of(absent(f"{SERVER}/createMode"), is_in(f"{SERVER}/createMode", ANEW)),
            ),
        ),
        of=SERVER,
    ),
    about=("createMode",),
    settings={"oldest": Setting(default=15, minimum=11, text="The oldest major version that is allowed.")},
    good=[{"version": "17"}, {"version": "15"}, {"createMode": "Replica"}],
    bad=[{"version": "14"}, {"version": "11"}, {"createMode": "Default"}, {}],
)  # fmt: skip


@rule.check
def supported(server: Properties, case: Case) -> Findings:
    version, oldest = server.get("version"), case.settings["oldest"]
    if version is None and server.get("createMode") in (None, *ANEW):
        yield finding("version", None, allowed=f"{oldest} or newer")
    if version is not None and not (str(version).isdigit() and int(version) >= oldest):
        yield finding("version", version, allowed=f"{oldest} or newer")
