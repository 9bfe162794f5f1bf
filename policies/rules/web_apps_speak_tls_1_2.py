"""Web apps speak TLS 1.2 or higher, to users and to publishers."""

from policies.engine import HIGH, Findings, Properties, Rule, at, finding, not_in_azure_policy

SAFE = ("1.2", "1.3")
BUILTIN = "f0e6e85b-9b9f-4a4b-b67b-f730d42f1b0b"

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:web:WebApp", "azure-native:web:WebAppSlot"),
    why="Older versions can be read on the way.",
    fix="Set the property to 1.2.",
    source="App Service: TLS overview",
    azure_policy=not_in_azure_policy(
        "The site's configuration is a resource of its own that a Deny at creation does not see.", builtin=BUILTIN
    ),
    optional=("siteConfig",),
    good=[
        {"siteConfig": {"minTlsVersion": "1.2", "scmMinTlsVersion": "1.3"}},
        {"siteConfig": {}},  # absent means 1.2
    ],
    bad=[{"siteConfig": {"minTlsVersion": "1.0"}}, {"siteConfig": {"scmMinTlsVersion": "1.1"}}],
)  # fmt: skip


@rule.check
def tls(app: Properties) -> Findings:
    for name in ("minTlsVersion", "scmMinTlsVersion"):
        if (version := at(app, "siteConfig", name)) not in (None, *SAFE):
            yield finding(f"siteConfig.{name}", version, allowed=SAFE)
