"""What settings say of ways out: what is refused, and what an environment makes of the rest."""

from pathlib import Path

import pytest

from components.egress import Egress
from stacks.settings import SettingsError, load_file, validate
from tests.stacks.test_environment import bring_up
from tests.stacks.test_settings import CLONE, GOOD


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"egress": "proxy"}, "network.egress 'proxy' is not allowed; allowed is 'nat' or 'firewall'."),
        ({"flow_log_days": 30}, "network.flow_log_days 30 is not allowed; allowed is 90 or more."),
        (
            {"egres": "nat"},
            "network.egres is not a setting (did you mean 'egress'?); allowed are egress, own_watcher, flow_log_days.",
        ),
    ],
)
def test_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        validate({**GOOD, "network": change}, "Pulumi.dev.yaml")
    assert str(refused.value) == f"Pulumi.dev.yaml: {sentence}"


def test_each_region_gets_the_way_out_that_was_asked_for() -> None:
    walled = validate({**GOOD, "network": {"egress": "firewall"}}, "Pulumi.dev.yaml")
    asked, _ = bring_up(walled, "dev")
    assert len(asked.of("network:AzureFirewall")) == len(asked.of("network:FirewallPolicy")) == len(walled.regions)
    assert not asked.of("network:NatGateway")
    assert len(asked.of("network:FlowLog")) == len(walled.regions)


def test_without_a_word_it_is_a_gateway(tmp_path: Path) -> None:
    assert load_file(CLONE / "Pulumi.local.yaml").network.egress is Egress.NAT
