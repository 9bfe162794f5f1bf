"""The picture shows what is in the state, and nothing else."""

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from scripts.picture.model import draw_from
from scripts.picture.render import render


def resource(kind: str, name: str, location: str, **inputs: Any) -> dict[str, Any]:
    return {
        "type": f"azure-native:{kind}",
        "urn": f"urn:pulumi:prod::cordon::azure-native:{kind}::{name}",
        "id": f"/subscriptions/s/{name}",
        "inputs": inputs,
        "outputs": {"name": name, "location": location},
    }


STATE = {
    "deployment": {
        "resources": [
            {"type": "pulumi:pulumi:Stack", "urn": "urn:pulumi:prod::cordon::pulumi:pulumi:Stack::s"},
            resource("cdn:Profile", "afd-x", "global", sku={"name": "Premium_AzureFrontDoor"}),
            resource(
                "dbforpostgresql:Server",
                "psql-ne",
                "northeurope",
                backup={"geoRedundantBackup": "Enabled", "backupRetentionDays": 35},
                authConfig={"passwordAuth": "Disabled"},
            ),
            resource("dbforpostgresql:Server", "psql-we", "West Europe", backup={"geoRedundantBackup": "Disabled"}),
            resource("cdn:AFDOrigin", "origin", "", sharedPrivateLinkResource={"privateLinkLocation": "northeurope"}),
            resource(
                "network:VirtualNetwork", "vnet-ne", "northeurope", addressSpace={"addressPrefixes": ["10.0.0.0/16"]}
            ),
            resource("network:Subnet", "vnet-ne/subnets/endpoints", "", addressPrefix="10.0.1.0/24"),
            resource(
                "network:PrivateEndpoint",
                "pe",
                "northeurope",
                subnet={"id": "/subscriptions/S/vnet-ne/subnets/endpoints"},
            ),
        ]
    }
}


def texts(svg: str) -> list[str]:
    return [
        "".join(element.itertext()).strip()
        for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_shows_each_region_with_its_services_networks_and_copies() -> None:
    picture = draw_from(STATE)
    assert [(region.name, region.copies_to) for region in picture.regions] == [
        ("northeurope", "westeurope"),
        ("westeurope", None),
    ]
    said = texts(render(picture))
    assert "The prod estate" in said
    assert {
        "psql-ne",
        "psql-we",
        "afd-x",
        "10.0.0.0/16",
        "any moment of the last 35 days",
        "sign-in by Entra only",
    } <= set(said)
    assert any(text.endswith("· 1 private endpoint") for text in said)
    assert said.count("copies") == 1
    assert said.count("private link") == 1
    assert "North Europe, Ireland" in said


def test_the_same_state_gives_the_same_bytes() -> None:
    assert render(draw_from(STATE)) == render(draw_from(STATE))


def test_an_empty_state_is_refused() -> None:
    with pytest.raises(ValueError, match="no azure-native resource"):
        draw_from({"deployment": {"resources": []}})
