"""Where Microsoft's generated clients lie, and how their large source files are cut into pieces that parse quickly."""

import ast
import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

import azure.mgmt.core

MANAGEMENT = Path(azure.mgmt.core.__file__).parent.parent


@dataclass(frozen=True)
class Client:
    """One folder with `operations/` and `models/`: a package, or one API version of a package that holds several."""

    package: str  # azure-mgmt-storage
    name: str  # prefix of its models in the table: "storage"
    folder: Path
    groups: tuple[tuple[str, str], ...] = ()  # of a package with several versions: operation group -> its API version
    version: str = ""  # ... and the API version of this folder

    @property
    def release(self) -> str:
        return importlib.metadata.version(self.package)

    def serves(self, group: str) -> bool:
        """True if the package's default profile sends this group (`RoleAssignments`) to this folder."""
        chosen = dict(self.groups)
        return not chosen or chosen.get(snake(group), chosen[""]) == self.version


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def clients(root: Path = MANAGEMENT) -> Iterator[Client]:
    """All clients below an `azure/mgmt` folder, in the order of their names."""
    grouped = [p for p in root.glob("*/*/_version.py") if not (p.parent.parent / "_version.py").exists()]
    for folder in sorted(p.parent for p in [*root.glob("*/_version.py"), *grouped]):
        parts = folder.relative_to(root).parts
        if parts == ("core",):
            continue
        package = "azure-mgmt-" + "-".join(parts if parts[-1] != "resources" else parts[:-1])
        if (folder / "operations").is_dir():
            yield Client(package, parts[-1], folder)
            continue
        profile = _profile(folder)
        for version in sorted(set(profile.values())):
            inner = folder / ("v" + version.replace("-", "_"))
            if inner.is_dir():
                name = parts[-1] if version == profile[""] else f"{parts[-1]}_{version}"
                yield Client(package, name, inner, tuple(profile.items()), version)


def _profile(folder: Path) -> dict[str, str]:
    """Which API version a package with several uses for which operation group; "" is the default."""
    for file in folder.glob("_*.py"):
        text = file.read_text()
        if "LATEST_PROFILE" not in text:
            continue
        default = re.search(r"""DEFAULT_API_VERSION = ['"]([\w-]+)""", text)
        groups = text[text.index("LATEST_PROFILE") :].partition("_PROFILE_TAG +")[0]
        return {"": default[1] if default else ""} | dict(re.findall(r"""['"](\w+)['"]: ['"]([\w-]+)['"]""", groups))
    return {}


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def pieces(text: str, indent: str = "") -> Iterator[tuple[str, str]]:
    """(name, source) of each class and function at one level, without parsing the whole: 100,000 lines take 0.1 s."""
    starts = list(re.finditer(rf"^{indent}(?:class|(?:async )?def) (\w+)", text, re.M))
    for here, following in zip_longest(starts, starts[1:]):
        source = text[here.start() : following.start() if following else len(text)]
        yield here[1], re.sub(rf"\n(?:{indent}@.*\s*)+\Z", "\n", source)


def parse_class(source: str) -> ast.ClassDef:
    node = ast.parse(source).body[0]
    if not isinstance(node, ast.ClassDef):
        raise TypeError(f"expected a class, found: {source[:60]!r}")
    return node
