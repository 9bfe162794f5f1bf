"""azure-native's packages, a file at a time: a program loads what it names, not every resource type of the service.

A package's `__init__` imports hundreds of files, one a resource type or function. Their names say what they define, so
a name can be looked up when it is asked for. Where that fails the package is loaded whole, as it always was.

The files themselves are mostly annotations, of which a program needs few: they stay unevaluated until Pulumi asks
(PEP 563), which takes a third of the time.
"""

import __future__

import ast
import importlib
import os
import re
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

SDK = "pulumi_azure_native"
_SERVICE = re.compile(rf"{SDK}\.[a-z]+")
_SUFFIXES = ("", "output", "args", "initargs", "argsdict", "initargsdict")


def install() -> None:
    """Load the SDK's packages lazily from here on; packages that are loaded already stay as they are."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith(f"{SDK}."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader) and can_be_kept(spec.loader.path):
            spec.loader = _Unevaluated(fullname, spec.loader.path)
        if spec and spec.loader and spec.submodule_search_locations and _SERVICE.fullmatch(fullname):
            spec.loader = _Package(spec.loader)
        return spec


def can_be_kept(source: str) -> bool:
    """Compiling takes longer than evaluating: it must not happen on every run."""
    kept = Path(compiled(source))
    folder = kept.parent if kept.parent.exists() else kept.parent.parent
    return kept.exists() or (not sys.dont_write_bytecode and os.access(folder, os.W_OK))


def compiled(source: str) -> str:
    return cache_from_source(source, optimization="annotations")


class _Unevaluated(SourceFileLoader):
    """A file as if it began with `from __future__ import annotations`, compiled beside the ordinary one.

    Its TypedDicts, which only type checkers read, are left empty.
    """

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:
        tree = ast.parse(data, path)
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and [getattr(base, "id", "") for base in node.bases] == ["TypedDict"]:
                node.body = [ast.Pass(lineno=node.lineno, col_offset=0, end_lineno=node.lineno, end_col_offset=0)]
        flags = __future__.annotations.compiler_flag
        return compile(tree, path, "exec", flags=flags, dont_inherit=True, optimize=_optimize)

    def get_data(self, path: str) -> bytes:
        return super().get_data(self._ours(path))

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        super().set_data(self._ours(path), data, _mode=_mode)

    def _ours(self, path: str) -> str:
        return path if path == self.path else compiled(self.path)


class _Package(Loader):
    def __init__(self, whole: Loader) -> None:
        self.whole = whole

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.whole.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        folder = Path(module.__path__[0])
        files = {path.stem.replace("_", ""): path.stem for path in folder.glob("[a-z]*.py")}
        inputs, enums = ([stem] if (folder / f"{stem}.py").exists() else [] for stem in ("_inputs", "_enums"))

        def find(name: str) -> object:
            if name.startswith("__"):
                raise AttributeError(name)
            if name == "outputs":
                return importlib.import_module(f"{module.__name__}.outputs")
            for source in (*inputs, *_files(name, files), *enums):  # in `__init__`, the later one wins
                found = getattr(importlib.import_module(f"{module.__name__}.{source}"), name, None)
                if found is not None:
                    vars(module)[name] = found
                    return found
            del vars(module)["__getattr__"]
            self.whole.exec_module(module)
            return getattr(module, name)

        vars(module)["__getattr__"] = find


def _files(name: str, files: dict[str, str]) -> list[str]:
    """The files that may define it by their names: `virtual_network` has VirtualNetwork and VirtualNetworkInitArgs."""
    plain = name.lower().replace("_", "")
    stems = [plain.removesuffix(suffix) for suffix in _SUFFIXES if plain.endswith(suffix)]
    return [files[stem] for stem in stems if stem in files]
