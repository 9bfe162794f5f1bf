"""Dependencies point one way: nobody imports what the design keeps apart, and nothing but `local` knows `local`."""

import ast
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parent.parent
OURS = ("stacks", "components", "controls", "policies", "scripts", "runbooks", "local")
MAY = {
    "controls": set(),
    "components": {"controls"},
    "stacks": {"components", "controls"},
    "policies": {"controls"},
    "scripts": {"controls"},
    "runbooks": {"controls"},
    "local": {"controls"},
}
FILES = [file for package in OURS for file in sorted((CLONE / package).rglob("*.py"))]


def imported(file: Path) -> set[str]:
    """The packages of ours that a file imports, at any depth of its code."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found & set(OURS)


@pytest.mark.parametrize("package", OURS)
def test_a_package_imports_only_what_it_may_know(package: str) -> None:
    wrong = {
        str(file.relative_to(CLONE)): sorted(extra)
        for file in FILES
        if file.is_relative_to(CLONE / package) and (extra := imported(file) - MAY[package] - {package})
    }
    assert wrong == {}


def test_the_residency_list_stays_light() -> None:
    """Policies, scripts and the settings' check import it in milliseconds."""
    names = {alias.name for node in ast.walk(ast.parse((CLONE / "controls/residency.py").read_text()))
             if isinstance(node, ast.Import) for alias in node.names}  # fmt: skip
    modules = {node.module for node in ast.walk(ast.parse((CLONE / "controls/residency.py").read_text()))
               if isinstance(node, ast.ImportFrom)}  # fmt: skip
    assert names | modules <= {"dataclasses", "difflib"}
