"""A cell in a stack of its own: chosen by settings, equal to one in its environment's stack, and as large as a cell."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from stacks.cell import make
from stacks.settings import SettingsError, check_names, validate
from stacks.settings_cell import CellSettings, validate_cell
from tests.components.recording import Recorder, record
from tests.stacks.test_environment import CALLER, bring_up
from tests.stacks.test_settings import GOOD

IMAGE = f"images.azurecr.io/cordon@sha256:{'0' * 64}"
CHOSEN = {"environment": "dev", "region": "northeurope", "name": "c3"}
REGIONS: dict[str, Any] = {"northeurope": {"replica": "westeurope", "cells": ["c2"]}, "westeurope": {}}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the environment's settings in it."""
    settings = {**GOOD, "regions": REGIONS, "backup": {"image": IMAGE, "days": 365}}
    config = {f"cordon:{key}": value for key, value in settings.items()}
    (tmp_path / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": config}))
    return tmp_path


def cell(project: Path, **change: str) -> CellSettings:
    return validate_cell({"cell": {**CHOSEN, **change}}, "Pulumi.dev-ne-c3.yaml", project)


def by_name(asked: Recorder, of: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (each.type, each.name): each.inputs
        for each in asked.resources
        if of in each.name and not each.name.startswith("locks")
    }


def test_its_resources_are_those_that_the_environments_stack_would_make(project: Path) -> None:
    given = cell(project)
    alone = by_name(record(lambda: make(given, CALLER), "dev-ne-c3"), "ne-c3")
    together = {**GOOD, "regions": {**REGIONS, "northeurope": {"replica": "westeurope", "cells": ["c3"]}}}
    asked, _ = bring_up(validate({**together, "backup": {"image": IMAGE, "days": 365}}, "Pulumi.dev.yaml"), "dev")
    beside = by_name(asked, "ne-c3")
    assert alone.keys() == beside.keys()
    for key in ("vaultName", "serverName", "accountName", "backupVaultName", "jobName", "resourceGroupName", "tags"):
        assert [each.get(key) for each in alone.values()] == [beside[name].get(key) for name in alone]


def test_its_size_is_that_of_one_cell_however_many_there_are(project: Path) -> None:
    one = len(record(lambda: make(cell(project), CALLER), "dev-ne-c3").resources)
    many = {"northeurope": {"replica": "westeurope", "cells": [f"c{n}" for n in range(4, 44)]}, "westeurope": {}}
    config = {f"cordon:{key}": value for key, value in {**GOOD, "regions": many, "backup": {"image": IMAGE}}.items()}
    (project / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": config}))
    assert len(record(lambda: make(cell(project), CALLER), "dev-ne-c3").resources) == one


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"region": "swedencentral"},
            "cell.region 'swedencentral' is not in dev; allowed are northeurope, westeurope.",
        ),
        (
            {"name": "c2"},
            "cell.name 'c2' is in the environment's own stack already; allowed is one that regions.northeurope.cells "
            "doesn't name.",
        ),
        ({"name": "C3"}, "cell.name 'C3' is not allowed; allowed is text that matches ^c([2-9]|[1-9][0-9])$."),
        (
            {"environment": "Dev"},
            "cell.environment 'Dev' is not allowed; allowed is text that matches ^[a-z][a-z0-9]{1,7}$.",
        ),
        ({"nam": "c3"}, "cell.nam is not a setting (did you mean 'name'?); allowed are environment, region, name."),
    ],
)
def test_refused(project: Path, change: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        cell(project, **change)
    assert str(refused.value) == f"Pulumi.dev-ne-c3.yaml: {sentence}"


def test_a_region_without_copies_elsewhere_takes_no_cell(project: Path) -> None:
    file = project / "Pulumi.dev.yaml"
    given = yaml.safe_load(file.read_text())
    given["config"]["cordon:regions"]["westeurope"] = {"geo_redundant": False, "replica": "northeurope"}
    file.write_text(yaml.safe_dump(given))
    with pytest.raises(SettingsError) as refused:
        cell(project, region="westeurope")
    assert str(refused.value) == (
        "Pulumi.dev-ne-c3.yaml: cell.region 'westeurope' has geo_redundant false, so that the cell would have no copy "
        "elsewhere; allowed are regions where it is true."
    )


def test_an_environment_without_settings_is_refused(project: Path) -> None:
    with pytest.raises(SettingsError, match=r"^Pulumi\.prod\.yaml: the file can't be read as YAML: "):
        cell(project, environment="prod")


def test_nothing_but_the_cell_is_set_in_its_stack(project: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        validate_cell({"cell": CHOSEN, "owner": "me"}, "Pulumi.dev-ne-c3.yaml", project)
    assert str(refused.value) == "Pulumi.dev-ne-c3.yaml: owner is not a setting of a cell's stack; allowed is cell."


def test_a_cell_whose_names_azure_would_refuse_is_refused() -> None:
    check_names("staging", {"germanywestcentral": ("c99",)}, "Pulumi.staging.yaml")
    with pytest.raises(SettingsError) as refused:
        check_names("staging2", {"germanywestcentral": ("c99",)}, "Pulumi.staging2.yaml")
    assert str(refused.value) == (
        "Pulumi.staging2.yaml: regions.germanywestcentral.cells 'c99': name 'kv-staging2-gwc-c99-xxxxx' breaks Azure's "
        "rule for vaults; allowed are at most 24 lower-case letters, digits and hyphens."
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"regions": {"northeurope": {"cells": ["c1"]}, "westeurope": {}}},
            "regions.northeurope.cells.0: cell 'c1' is not allowed; allowed are c2 to c99, the first being the "
            "region's own data tier.",
        ),
        (
            {
                "regions": {
                    "northeurope": {"cells": ["c2"], "geo_redundant": False, "replica": "westeurope"},
                    "westeurope": {},
                }
            },
            "regions.northeurope.cells c2 would have no copy elsewhere, as replicas follow the first data tier only; "
            "allowed are cells where geo_redundant is true.",
        ),
        (
            {"regions": {"northeurope": {"cells": ["c2", "c2"]}, "westeurope": {}}},
            "regions.northeurope.cells names 'c2' twice; allowed is each cell once.",
        ),
        (
            {"backup": {"image": "cordon:latest"}},
            "backup.image: image 'cordon:latest' is not allowed; allowed are images of mcr.microsoft.com or of a "
            "registry below azurecr.io, by digest (…@sha256:…).",
        ),
        ({"backup": {"dump_hour": 24}}, "backup.dump_hour 24 is not allowed; allowed is 23 or less."),
    ],
)
def test_settings_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        validate({**GOOD, **change}, "Pulumi.dev.yaml")
    assert str(refused.value) == f"Pulumi.dev.yaml: {sentence}"
