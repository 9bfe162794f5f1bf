"""Finds the rules by their being there: each module of a package that holds a `rule` is one."""

import importlib
import pkgutil
import sys
from functools import cache
from types import ModuleType

from policies.engine.rule import AnyRule


@cache
def rules(package: str = "policies.rules") -> tuple[AnyRule, ...]:
    """Every rule of the package, by name. The file's name is the rule's, its first line of documentation the title."""
    home = importlib.import_module(package)
    names = sorted(each.name for each in pkgutil.iter_modules(home.__path__) if not each.name.startswith("_"))
    return tuple(_rule(importlib.import_module(f"{package}.{name}"), name) for name in names)


def rule(name: str) -> AnyRule:
    return next(each for each in rules() if each.name == name)


def _rule(module: ModuleType, name: str) -> AnyRule:
    found: AnyRule | None = getattr(module, "rule", None)
    if found is None or found.function is None:
        sys.exit(f"{module.__file__} holds no rule with a check; every file in its folder must.")
    found.name = name
    found.title = (module.__doc__ or "").strip().splitlines()[0].rstrip(".")
    return found
