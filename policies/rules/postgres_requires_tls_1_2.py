"""PostgreSQL servers take connections by TLS 1.2 or higher only."""

from policies.engine import HIGH, Findings, Properties, Rule, finding, not_in_azure_policy

SAFE = {"require_secure_transport": ("on",), "ssl_min_protocol_version": ("TLSv1.2", "TLSv1.3")}

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:dbforpostgresql:Configuration",),
    why="Rows and sign-in tokens would travel readable, or in a way that can be read.",
    fix="Leave the parameter at its default, or set it to the first allowed value.",
    source="Azure Database for PostgreSQL: TLS and SSL, server parameters",
    azure_policy=not_in_azure_policy(
        "A Deny would have to match a parameter by its name; Azure audits it from the server instead.",
        builtin="a43d5475-c569-45ce-a268-28fa79f4e87a",
    ),
    about=("configurationName",),
    good=[
        {"configurationName": "require_secure_transport", "value": "ON"},
        {"configurationName": "ssl_min_protocol_version", "value": "TLSv1.3"},
        {"configurationName": "work_mem", "value": "4096"},
    ],
    bad=[
        {"configurationName": "require_secure_transport", "value": "off"},
        {"configurationName": "ssl_min_protocol_version", "value": "TLSv1.1"},
    ],
)  # fmt: skip


@rule.check
def tls(parameter: Properties) -> Findings:
    safe = SAFE.get(parameter.get("configurationName", ""), ())
    value = parameter.get("value") if safe else None
    if safe and str(value).casefold() not in {each.casefold() for each in safe}:
        yield finding("value", value, allowed=safe)
