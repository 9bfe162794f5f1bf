"""A package that is loaded lazily gives the same names as one that is loaded whole, and loads less."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stacks import lazy_sdk

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


TYPES = """
import importlib, json, sys
from pulumi import _types
if sys.argv[1] == "lazily":
    from stacks import lazy_sdk
    lazy_sdk.install()
found = {}
for package in sys.argv[2:]:
    module = importlib.import_module(f"pulumi_azure_native.{package}._inputs")
    for name in module.__all__:
        kind = getattr(module, name)
        if _types.is_input_type(kind):
            found[name] = str(_types.input_type_types(kind))
    for name, kind in vars(importlib.import_module(f"pulumi_azure_native.{package}.outputs")).items():
        if isinstance(kind, type) and _types.is_output_type(kind):
            found[name] = str(_types.output_type_types(kind))
print(json.dumps(found))
"""


def test_properties_have_the_types_that_they_have_in_the_whole_package() -> None:
    whole = json.loads(run(TYPES, "whole", "keyvault", "network"))
    assert len(whole) > 800
    assert json.loads(run(TYPES, "lazily", "keyvault", "network")) == whole


def test_files_that_can_not_be_kept_are_loaded_as_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = tmp_path / "one.py"
    source.write_text("def f(a: int) -> None: ...\n")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert lazy_sdk.can_be_kept(str(source))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert not lazy_sdk.can_be_kept(str(source))
    kept = Path(lazy_sdk.compiled(str(source)))
    kept.parent.mkdir()
    kept.touch()
    assert lazy_sdk.can_be_kept(str(source))
