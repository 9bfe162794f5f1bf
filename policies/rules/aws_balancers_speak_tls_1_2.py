"""AWS load balancers speak TLS 1.2 or higher, or lead to it."""

from policies.engine import HIGH, Findings, Properties, Rule, at, each, finding
from policies.engine.aws import ABOUT_AWS, aws

SECURE = ("HTTPS", "TLS")
TLS_1_2 = tuple(f"ELBSecurityPolicy-{name}" for name in ("TLS13-1-2", "TLS13-1-3", "TLS-1-2", "FS-1-2"))

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=(*aws("lb", "Listener"), *aws("alb", "Listener")),
    why="Older versions can be read on the way.",
    fix="Use protocol HTTPS with a sslPolicy of TLS 1.2 or higher, and redirect HTTP to it.",
    source="AWS Elastic Load Balancing: security policies",
    azure_policy=ABOUT_AWS,
    good=[
        {"protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
        {"protocol": "HTTP", "defaultActions": [{"type": "redirect", "redirect": {"protocol": "HTTPS"}}]},
    ],
    bad=[
        {"protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-2016-08"},
        {"protocol": "HTTPS"},
        {"protocol": "HTTP", "defaultActions": [{"type": "forward"}]},
        {"protocol": "TCP"},
        {},
    ],
)  # fmt: skip


@rule.check
def tls(listener: Properties) -> Findings:
    protocol = listener.get("protocol")
    if protocol in SECURE:
        if not str(policy := listener.get("sslPolicy")).startswith(TLS_1_2):
            yield finding("sslPolicy", policy, allowed=[f"{name}-..." for name in TLS_1_2])
        return
    actions = [one for _, one in each(listener, "defaultActions")]
    if protocol != "HTTP" or not actions or not all(at(one, "redirect", "protocol") == "HTTPS" for one in actions):
        yield finding("protocol", protocol, allowed=SECURE)
