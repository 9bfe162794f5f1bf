"""azure-native's packages, a file at a time: a program loads what it names, not every resource type of the service.

A package's `__init__` imports hundreds of files, one a resource type or function. Their names say what they define, so
a name can be looked up when it is asked for. Where that fails the package is loaded whole, as it always was.
"""

import importlib
import re
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

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
        if not _SERVICE.fullmatch(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.loader and spec.submodule_search_locations:
            spec.loader = _Package(spec.loader)
        return spec


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
