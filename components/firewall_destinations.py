"""What the network may reach by name, and why: all else ends at the firewall.

Source: "Use Azure Firewall with Azure Container Apps", "Azure Monitor endpoint access and firewall configuration" and
"Azure Firewall FQDN filtering", Microsoft Learn, 2026-11.
"""

from dataclasses import dataclass

from components.addresses import Tier


@dataclass(frozen=True)
class Destination:
    """`names`: host names, a leading `*.` for all below; `tiers`: who may go there, over HTTPS."""

    name: str
    names: tuple[str, ...]
    tiers: tuple[Tier, ...] = (Tier.APPLICATION, Tier.OPERATIONS, Tier.JOBS)


DESTINATIONS = (
    Destination("sign-in", ("login.microsoftonline.com", "*.login.microsoftonline.com", "login.microsoft.com",
                            "*.login.microsoft.com", "graph.microsoft.com")),
    Destination("managed-identity", ("*.identity.azure.net",), (Tier.JOBS,)),
    Destination("telemetry", ("*.in.applicationinsights.azure.com", "*.livediagnostics.monitor.azure.com",
                              "*.ods.opinsights.azure.com", "*.oms.opinsights.azure.com", "*.monitor.azure.com")),
    Destination("images", ("mcr.microsoft.com", "*.data.mcr.microsoft.com"), (Tier.JOBS,)),
    Destination("container-platform", ("packages.aks.azure.com", "acs-mirror.azureedge.net"), (Tier.JOBS,)),
    Destination("resource-manager", ("management.azure.com",), (Tier.OPERATIONS, Tier.JOBS)),
)  # fmt: skip
