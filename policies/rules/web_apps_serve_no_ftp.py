"""Web apps take no files by FTP."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, finding, not_in_azure_policy

rule = Rule(
    severity=MEDIUM, serves=("ENC-1", "SDL-7"), iso27001=("8.24", "8.32"), soc2=("CC6.7", "CC8.1"),
    types=("azure-native:web:WebApp", "azure-native:web:WebAppSlot"),
    why="A file put there by hand was never reviewed, and FTP sends its password in clear.",
    fix="Set siteConfig.ftpsState to Disabled.",
    source="App Service: disable FTP deployment",
    azure_policy=not_in_azure_policy(
        "The site's configuration is a resource of its own that a Deny at creation does not see.",
        builtin="4d24b6d4-5e53-4a4f-a7f4-618fa573ee4b",
    ),
    good=[{"siteConfig": {"ftpsState": "Disabled"}}],
    bad=[{"siteConfig": {"ftpsState": "AllAllowed"}}, {"siteConfig": {"ftpsState": "FtpsOnly"}}, {}],
)  # fmt: skip


@rule.check
def no_ftp(app: Properties) -> Findings:
    if (value := at(app, "siteConfig", "ftpsState")) != "Disabled":
        yield finding("siteConfig.ftpsState", value, allowed=("Disabled",))
