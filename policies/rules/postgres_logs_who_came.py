"""PostgreSQL servers log connections, disconnections and changes of rights and structure."""

from policies.engine import MEDIUM, Findings, Properties, Rule, finding, not_in_azure_policy

ON = ("log_connections", "log_disconnections")

rule = Rule(
    severity=MEDIUM, serves=("ACC-3", "LOG-1"), iso27001=("8.15",), soc2=("CC7.2",),
    types=("azure-native:dbforpostgresql:Configuration",),
    why="Without them nobody can say afterwards who was in the database.",
    fix="Set log_connections and log_disconnections to on, and pgaudit.log to at least ddl and role.",
    source="Azure Database for PostgreSQL: logging; audit logging with pgAudit",
    azure_policy=not_in_azure_policy(
        "A Deny would have to match a parameter by its name; Azure audits it from the server instead.",
        builtin="4eb5e667-e871-4292-9c5d-8bbb94e0c908",
    ),
    about=("configurationName",),
    good=[
        {"configurationName": "log_connections", "value": "on"},
        {"configurationName": "pgaudit.log", "value": "ddl,role"},
        {"configurationName": "pgaudit.log", "value": "ALL"},
    ],
    bad=[
        {"configurationName": "log_disconnections", "value": "off"},
        {"configurationName": "pgaudit.log", "value": "none"},
        {"configurationName": "pgaudit.log", "value": "read"},
    ],
)  # fmt: skip


@rule.check
def logs(parameter: Properties) -> Findings:
    name = parameter.get("configurationName")
    if name in ON and str(value := parameter.get("value")).casefold() != "on":
        yield finding("value", value, allowed=("on",))
    if name == "pgaudit.log":
        value = parameter.get("value")
        classes = {name.strip().casefold() for name in str(value).split(",")}
        if "all" not in classes and not {"ddl", "role"} <= classes:
            yield finding("value", value, allowed="lists with ddl and role, or all")
