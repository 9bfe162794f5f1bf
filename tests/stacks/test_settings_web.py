"""What the internet sees is set within limits; a mistake ends in one sentence."""

import pytest

from stacks.settings import Settings, SettingsError, validate

GOOD = {
    "owner": "platform",
    "primary": "northeurope",
    "regions": {"northeurope": {}, "westeurope": {}},
    "alerts": {"emails": ["on-call@example.com"]},
    "access": {"break_glass": ["00000000-0000-4000-8000-0000000000b1"]},
}


def refusal(change: dict[str, object]) -> str:
    with pytest.raises(SettingsError) as refused:
        validate({**GOOD, **change}, "here")
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"edge": {"general_per_minute": 10}},
            "edge: sign_in_per_minute 30 is above general_per_minute; allowed are 10 to 10.",
        ),
        (
            {"edge": {"general_per_minute": 50, "export_per_minute": 51}},
            "edge: export_per_minute 51 is above general_per_minute; allowed are 10 to 50.",
        ),
        ({"edge": {"export_per_minute": 5}}, "edge.export_per_minute 5 is not allowed; allowed is 10 or more."),
        ({"edge": {"body_limit_mb": 5000}}, "edge.body_limit_mb 5000 is not allowed; allowed is 2000 or less."),
        (
            {"edge": {"blocked": ["192.0.2.1/24"]}},
            "edge.blocked.0: '192.0.2.1/24' is not allowed; allowed is an address or a network without host bits, such "
            "as 192.0.2.0/24.",
        ),
        (
            {"edge": {"blocked": ["192.0.2.7", "0.0.0.0/0"]}},
            "edge.blocked.1: '0.0.0.0/0' shuts out too many; allowed is a prefix of /8 or longer.",
        ),
        (
            {"edge": {"blocked": ["::/0"]}},
            "edge.blocked.0: '::/0' shuts out too many; allowed is a prefix of /19 or longer.",
        ),
        (
            {"edge": {"domain": "https://app.example.com"}},
            "edge.domain: 'https://app.example.com' is not allowed; allowed is a host name in lower case, such as "
            "app.example.com.",
        ),
        (
            {"edge": {"domain": "app.example.com", "dns_zone": "example.org"}},
            "edge: dns_zone 'example.org' does not hold the domain 'app.example.com'; allowed is the domain's own "
            "zone.",
        ),
        (
            {"edge": {"dns_zone": "example.com"}},
            "edge: dns_zone 'example.com' does not hold the domain None; allowed is the domain's own zone.",
        ),
        (
            {"edge": {"domain": "myexample.com", "dns_zone": "example.com"}},
            "edge: dns_zone 'example.com' does not hold the domain 'myexample.com'; allowed is the domain's own zone.",
        ),
        (
            {"web": {"sku": "B1"}},
            "web.sku 'B1' is not allowed; allowed is text that matches ^P([0-3]|[1-5]m)v[34]$.",
        ),
        (
            {"web": {"runtime": "PYTHON"}},
            "web.runtime 'PYTHON' is not allowed; allowed is text that matches "
            r"^(PYTHON|NODE|DOTNETCORE|JAVA)\|[0-9.]+(-[a-z0-9]+)?$.",
        ),
        (
            {"web": {"health_path": "healthz"}},
            "web.health_path 'healthz' is not allowed; allowed is text that matches ^/[A-Za-z0-9/_.-]*$.",
        ),
        (
            {"web": {"instances": 9}},
            "web: instances 9 is above most_instances; allowed are 1 to 6.",
        ),
        (
            {"web": {"instances": 1}},
            "web.instances 1 is not enough for zones; allowed are 2 or more, or zone_redundant false in every region.",
        ),
        (
            {"disclosure": {"contact": "security@example.com"}},
            "disclosure.contact: 'security@example.com' is not allowed; allowed is a mailto:, https: or tel: address.",
        ),
        (
            {"disclosure": {"languages": ["english"]}},
            "disclosure.languages.0: 'english' is not allowed; allowed is a language tag such as en or de.",
        ),
        (
            {"disclosure": {"languages": []}},
            "disclosure.languages [] is not allowed; allowed is 1 entries or more.",
        ),
    ],
)  # fmt: skip
def test_refusal(change: dict[str, object], sentence: str) -> None:
    assert refusal(change) == f"here: {sentence}"


@pytest.mark.parametrize(
    "edge",
    [
        {"domain": "app.example.com", "dns_zone": "example.com"},
        {"domain": "example.com", "dns_zone": "example.com"},  # the zone's own name
        {"domain": "app.example.com"},
        {"blocked": ["192.0.2.7", "198.51.100.0/24", "2001:db8::/32"]},
    ],
)
def test_what_is_allowed(edge: dict[str, object]) -> None:
    settings = Settings.model_validate({**GOOD, "edge": edge})
    assert settings.edge.model_dump(exclude_defaults=True, mode="json").keys() == edge.keys()


def test_one_instance_will_do_where_no_region_has_its_zones() -> None:
    regions = {name: {"zone_redundant": False} for name in ("northeurope", "westeurope")}
    assert Settings.model_validate({**GOOD, "regions": regions, "web": {"instances": 1}}).web.instances == 1
