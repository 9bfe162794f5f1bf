"""Web apps take secrets from a vault, not from their settings."""

import re

from policies.engine import HIGH, Findings, Properties, Rule, each, finding, not_in_azure_policy

SECRET = re.compile(r"(password|passwd|secret|apikey|api_key|accountkey|account_key|private_?key|token)", re.I)
NOT_SECRET = re.compile(r"(uri|url|endpoint|name|path|file|version|expiry|lifetime|issuer|audience)s?$", re.I)
INLINE = re.compile(r"(accountkey|sharedaccesskey|password|pwd)\s*=\s*[^;\s]+", re.I)
REFERENCE = "@Microsoft.KeyVault("


def setting(name: str, value: str) -> Properties:
    return {"siteConfig": {"appSettings": [{"name": name, "value": value}]}}


rule = Rule(
    severity=HIGH, serves=("SDL-6",), iso27001=("5.17", "8.24"), soc2=("CC6.1",),
    types=("azure-native:web:WebApp", "azure-native:web:WebAppSlot"),
    why="Settings are shown to everyone who may read the app, and land in states, logs and copies.",
    fix="Put the value in Key Vault and refer to it with @Microsoft.KeyVault(SecretUri=...).",
    source="App Service: use Key Vault references as app settings",
    azure_policy=not_in_azure_policy("Settings are secret to Azure Policy, which never sees their values."),
    optional=(
        "siteConfig", "siteConfig.appSettings", "siteConfig.appSettings[*].name", "siteConfig.appSettings[*].value",
    ),
    good=[
        setting("DB_PASSWORD", "@Microsoft.KeyVault(SecretUri=https://kv/secrets/db)"),
        setting("TOKEN_ENDPOINT", "https://login.example.com"),
        setting("LOG_LEVEL", "info"),
    ],
    bad=[
        setting("DB_PASSWORD", "an-example"),
        setting("STORAGE", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=an-example"),
        {"siteConfig": {"connectionStrings": [{"name": "db", "connectionString": "Host=h;Password=an-example"}]}},
    ],
)  # fmt: skip


@rule.check
def in_a_vault(app: Properties) -> Findings:
    for kind, holds in (("appSettings", "value"), ("connectionStrings", "connectionString")):
        for path, one in each(app, f"siteConfig.{kind}"):
            name, value = str(one.get("name")), str(one.get(holds) or "")
            named = bool(SECRET.search(name)) and not NOT_SECRET.search(name)
            if value and not value.startswith(REFERENCE) and (named or INLINE.search(value)):
                yield finding(f"{path}.{holds}", f"a secret in {name}", allowed="references to Key Vault")
