"""PostgreSQL servers write no statements' values to their logs."""

from policies.engine import MEDIUM, Findings, Properties, Rule, finding, not_in_azure_policy

QUIET = {
    "log_statement": ("none", "ddl"),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "log_min_duration_statement": ("-1",),
    "pgaudit.log_parameter": ("off",),
}

rule = Rule(
    severity=MEDIUM, serves=("LOG-4", "TEN-1"), iso27001=("8.11", "8.15"), soc2=("C1.1", "P4.1"),
    types=("azure-native:dbforpostgresql:Configuration",),
    why="A statement's values are customer content; in a log they outlive their deletion and are read by others.",
    fix="Set the parameter to the first allowed value.",
    source="Azure Database for PostgreSQL: server parameters, reporting and logging",
    azure_policy=not_in_azure_policy("A Deny would have to match a parameter by its name, which Azure Policy can't."),
    about=("configurationName",),
    optional=("value",),
    good=[
        {"configurationName": "log_statement", "value": "none"},
        {"configurationName": "log_parameter_max_length", "value": "0"},
        {"configurationName": "work_mem", "value": "4096"},
    ],
    bad=[
        {"configurationName": "log_statement", "value": "all"},
        {"configurationName": "log_parameter_max_length_on_error", "value": "-1"},
        {"configurationName": "log_min_duration_statement", "value": "0"},
        {"configurationName": "pgaudit.log_parameter", "value": "on"},
    ],
)  # fmt: skip


@rule.check
def quiet(parameter: Properties) -> Findings:
    allowed = QUIET.get(parameter.get("configurationName", ""), ())
    value = parameter.get("value") if allowed else None
    if allowed and str(value).casefold() not in allowed:
        yield finding("value", value, allowed=allowed)
