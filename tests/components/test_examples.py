"""Every component's docstring names its commitments and has an example, and the example runs."""

import doctest
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator

import pytest

import components
from components.base import Component
from tests.components.recording import record, surroundings

MODULES = [importlib.import_module(f"components.{each.name}") for each in pkgutil.iter_modules(components.__path__)]


def classes() -> Iterator[type[Component]]:
    for module in MODULES:
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, Component) and each.__module__ == module.__name__:
                yield each


COMPONENTS = sorted(set(classes()) - {Component}, key=lambda each: each.__name__)


def given(example: str) -> dict[str, object]:
    """What an example uses beyond the component itself: earlier components, and only those that it names."""
    from components.database import Database, DatabaseArgs
    from components.egress import Egress
    from components.flow_logs import Watcher, WatcherArgs
    from components.network import Network, NetworkArgs
    from components.site import Site, SiteArgs
    from components.storage import Storage, StorageArgs
    from components.vault import Vault, VaultArgs
    from tests.components import web_tier

    names = surroundings()
    shared = {key: names[key] for key in ("place", "link", "workspace")}
    makers: dict[str, Callable[[], object]] = {
        "blobs": lambda: Storage("given-storage", StorageArgs(**shared)),
        "database": lambda: Database("given-database", DatabaseArgs(**shared, administrator=names["administrator"])),
        "site": lambda: Site("given-site", SiteArgs(**shared, publisher=names["operator"])),
        "walled": lambda: Network(
            "given-network",
            NetworkArgs(place=names["place"], plan=names["plan"], workspace=names["workspace"], egress=Egress.FIREWALL),
        ),
        "watcher": lambda: Watcher("given-watcher", WatcherArgs(place=names["place"])),
        "vault": lambda: Vault("given-vault", VaultArgs(**shared, tenant=names["tenant"])),
        "web_plan": web_tier.web_plan,
        "reaches": web_tier.reaches,
        "app": web_tier.site_resource,
        "web_app": web_tier.web_app,
        "profile": web_tier.profile,
        "endpoint": web_tier.endpoint,
        "properties": web_tier.web_properties,
    }
    used = set(re.findall(r"[a-z_]+", example))
    return names | {name: make() for name, make in makers.items() if name in used}


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda each: each.__name__)
def test_the_example_runs(component: type[Component]) -> None:
    results: list[doctest.TestResults] = []

    def run() -> None:
        module, text = importlib.import_module(component.__module__), component.__doc__ or ""
        example = "".join(each.source for each in doctest.DocTestParser().get_examples(text))
        test = doctest.DocTestParser().get_doctest(
            text, {**vars(module), **given(example)}, component.__name__, module.__file__, 0
        )
        assert test.examples, f"{component.__name__} has no example"
        results.append(doctest.DocTestRunner(verbose=False).run(test))

    record(run)
    assert results[0].attempted > 0
    assert results[0].failed == 0


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda each: each.__name__)
def test_commitments_are_named_and_exist(component: type[Component]) -> None:
    assert component.serves
    assert len(set(component.serves)) == len(component.serves)


def test_a_component_that_serves_nothing_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="component Useless serves nothing; its docstring must say 'Serves"):

        class Useless(Component):
            """Does something."""


@pytest.mark.parametrize("module", ["components.naming", "components.addresses", "components.firewall_limits"])
def test_examples_of_plain_functions_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0
