"""Policy packs run, stop what they must, and end with their engine."""

from pathlib import Path

import pytest

from tests.local.provider.workbench import Workbench

pytestmark = pytest.mark.local

PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

def validate(resource, report):
    if resource.resource_type.endswith(":ResourceGroup") and resource.props["location"] == "norwayeast":
        report("Norway is not in the EU.")

PolicyPack("small", [ResourceValidationPolicy(
    name="eu-only", description="Groups are in the EU.", validate=validate,
    enforcement_level=EnforcementLevel.MANDATORY)])
"""
GROUP = 'resources.ResourceGroup("g", resource_group_name="{name}", location="{region}")\n'


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (tmp_path / "__main__.py").write_text(PACK)
    return tmp_path


@pytest.mark.parametrize("by", ["option", "variable"])
def test_a_mandatory_violation_stops_a_preview_and_an_up(bench: Workbench, pack: Path, by: str) -> None:
    options = ["--policy-pack", str(pack)] if by == "option" else []
    more = {"PULUMI_OPTION_POLICY_PACK": str(pack)} if by == "variable" else {}
    bench.program(GROUP.format(name=bench.name, region="norwayeast"))
    for said in (bench.preview(*options, check=False, **more), bench.up(*options, check=False, **more)):
        assert "Norway is not in the EU." in said
    group = f"/subscriptions/{bench.plane.connection.subscription}/resourceGroups/{bench.name}"
    assert bench.plane.arm.get(group, "2024-03-01") is None
    bench.program(GROUP.format(name=bench.name, region="northeurope")).up(*options, check=True, **more)
    assert "g" in bench.resources()


def test_a_broken_pack_says_why(bench: Workbench, pack: Path) -> None:
    (pack / "__main__.py").write_text("import not_there\n")
    bench.program(GROUP.format(name=bench.name, region="northeurope"))
    assert "No module named 'not_there'" in bench.preview("--policy-pack", str(pack), check=False)
