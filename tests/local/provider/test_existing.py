"""The first deployment into a subscription that has a plan already: refused, imported once, then changed."""

import json

import pytest

from stacks.existing import main
from tests.local.provider.workbench import Workbench

pytestmark = pytest.mark.local

PROGRAM = """
from pulumi_azure_native import security
security.Pricing("defender-vaults", pricing_name="KeyVaults", scope_id="subscriptions/{subscription}",
    pricing_tier="Standard", opts=ResourceOptions(retain_on_delete=True))
"""


def test_what_is_there_from_the_start_is_imported_and_changed(bench: Workbench) -> None:
    subscription = bench.plane.connection.subscription
    plan = f"/subscriptions/{subscription}/providers/Microsoft.Security/pricings/KeyVaults"
    bench.plane.arm.put(plan, "2024-01-01", {"properties": {"pricingTier": "Free"}}, {}, lambda: None)
    bench.program(PROGRAM.replace("{subscription}", subscription))
    assert "exists already" in bench.up(check=False)

    file, outputs = bench.folder / "existing.json", bench.folder / "outputs.json"
    outputs.write_text(json.dumps({"subscription": subscription, "regions": {}}))
    bench.preview("--import-file", str(file))
    assert main([str(file), str(outputs)]) == 0
    bench.pulumi("import", "--file", str(file), "--yes", "--protect=false", "--generate-code=false", "--stack", "dev")
    bench.up()
    found = bench.plane.arm.get(plan, "2024-01-01")
    assert found
    assert found["properties"]["pricingTier"] == "Standard"
    bench.preview("--expect-no-changes")
