"""Web apps take HTTPS only."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_each, finding

rule = Rule(
    severity=HIGH, serves=("ENC-1", "ENC-5"), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:web:WebApp", "azure-native:web:WebAppSlot"),
    why="Sessions and passwords over HTTP are readable on the way.",
    fix="Set httpsOnly to true.",
    source="App Service: enforce HTTPS",
    azure_policy=deny_each(
        ("Microsoft.Web/sites/httpsOnly", "Microsoft.Web/sites/slots/httpsOnly"),
        (True,),
        builtin="a4af4a39-4135-47fb-b175-47fbdf85311d",
    ),
    good=[{"httpsOnly": True}],
    bad=[{"httpsOnly": False}, {}],
)  # fmt: skip


@rule.check
def https_only(app: Properties) -> Findings:
    if (value := app.get("httpsOnly")) is not True:
        yield finding("httpsOnly", value, allowed=(True,))


@rule.remediate
def put_right(app: dict[str, object]) -> dict[str, object]:
    return {"httpsOnly": True}
