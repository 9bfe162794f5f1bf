"""A package that is loaded lazily gives the same names as one that is loaded whole, and loads less."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = ("authorization", "keyvault", "managedidentity", "network", "storage", "web")
WHOLE = """
import importlib, json, sys
found = {}
for package in sys.argv[1:]:
    module = importlib.import_module(f"pulumi_azure_native.{package}")
    module.outputs  # the SDK itself puts the loading off until something is asked
    for name, value in vars(module).items():
        if getattr(value, "__module__", "").startswith("pulumi_azure_native"):
            found[f"{package}.{name}"] = f"{value.__module__}.{getattr(value, '__qualname__', '')}"
print(json.dumps(found))
"""
LAZILY = """
import importlib, json, sys
from stacks import lazy_sdk
lazy_sdk.install()
found = {}
for each in json.load(sys.stdin):
    package, name = each.split(".")
    value = getattr(importlib.import_module(f"pulumi_azure_native.{package}"), name)
    found[each] = f"{value.__module__}.{getattr(value, '__qualname__', '')}"
print(json.dumps(found))
"""
FILES = """
import sys
from stacks import lazy_sdk
lazy_sdk.install()
from pulumi_azure_native import network
network.VirtualNetwork, network.SubnetArgs, network.get_virtual_network_output, network.VirtualNetworkInitArgs
print(sum(name.startswith("pulumi_azure_native.network.") for name in sys.modules))
"""


def run(program: str, *arguments: str, asked: str = "") -> str:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    ).stdout


def test_every_name_is_the_one_that_the_whole_package_has() -> None:
    whole = json.loads(run(WHOLE, *PACKAGES))
    assert len(whole) > 3000
    assert json.loads(run(LAZILY, asked=json.dumps(list(whole)))) == whole


def test_only_the_named_files_are_loaded() -> None:
    assert int(run(FILES)) == 5  # two for the network and its function; enums, inputs and outputs


@pytest.mark.parametrize("name", ["VirtualNetwerk", "__wrapped__"])
def test_a_name_that_is_not_there_is_an_attribute_error(name: str) -> None:
    program = (
        f"from stacks import lazy_sdk; lazy_sdk.install()\nfrom pulumi_azure_native import network\nnetwork.{name}"
    )
    with pytest.raises(subprocess.CalledProcessError) as refused:
        run(f"{program}network.{name}")
    assert "AttributeError" in refused.value.stderr
