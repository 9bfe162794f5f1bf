"""Nothing but the local control plane is ever talked to."""

import pytest

from local.provider.connection import RefusedError, connect

SETTINGS = {
    "ARM_METADATA_HOSTNAME": "localhost:8443",
    "ARM_TENANT_ID": "t",
    "ARM_CLIENT_ID": "c",
    "ARM_CLIENT_SECRET": "s",
    "ARM_SUBSCRIPTION_ID": "u",
}


@pytest.mark.parametrize("host", ["localhost:8443", "127.0.0.1:1", "[::1]:8443", "arm.localhost:8443"])
def test_this_machine_is_taken(host: str) -> None:
    assert connect({}, SETTINGS | {"ARM_METADATA_HOSTNAME": host}).endpoint == f"https://{host}"


@pytest.mark.parametrize(
    "host", ["management.azure.com", "https://management.azure.com/", "10.0.0.1:8443", "localhost.example.com", "::2"]
)
def test_other_machines_are_refused(host: str) -> None:
    with pytest.raises(RefusedError, match="isn't an address of this machine"):
        connect({}, SETTINGS | {"ARM_METADATA_HOSTNAME": host})


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(RefusedError, match=f"{name}: this provider serves only"):
        connect({}, {key: value for key, value in SETTINGS.items() if key != name})


def test_the_providers_configuration_wins() -> None:
    assert connect({"subscriptionId": "mine"}, SETTINGS).subscription == "mine"
