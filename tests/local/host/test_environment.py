"""Which interpreter a project gets, and which plugins its packages need."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from local.host.environment import NoEnvironmentError, PluginPackage, environment


def test_without_an_option_it_is_the_hosts_own(tmp_path: Path) -> None:
    assert environment(str(tmp_path), {}).python == Path(sys.executable)


def test_the_option_is_relative_to_the_project(tmp_path: Path) -> None:
    (tmp_path / "own/bin").mkdir(parents=True)
    (tmp_path / "own/bin/python").touch()
    assert environment(str(tmp_path), {"virtualenv": "own"}).python == tmp_path / "own/bin/python"


def test_one_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoEnvironmentError, match="`virtualenv` names 'gone'"):
        environment(str(tmp_path), {"virtualenv": "gone"})


def test_plugins_are_found_in_installed_packages(tmp_path: Path) -> None:
    found = list(environment(str(tmp_path), {}).plugins())
    assert found == [
        PluginPackage("azure-native", version("pulumi-azure-native")),
        PluginPackage("azuread", version("pulumi-azuread")),
    ]


def test_packages_are_listed_with_versions(tmp_path: Path) -> None:
    assert environment(str(tmp_path), {}).installed()["pulumi"] == version("pulumi")
