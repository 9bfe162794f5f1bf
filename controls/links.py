"""What in this repository says that it serves a commitment: found by reading the files, written nowhere else.

- components: `Serves ENC-1 RES-2.` in a class's docstring; rules: `serves=`; drills: `serves =`;
- runbooks: `serves:` in the front matter;
- scripts, workflows: `Serves ….` in the module's docstring, or in a comment; registers: `serves:`;
- tests: `pytest.mark.proves("ENC-1")` on a function, or as the module's `pytestmark`.
"""

import ast
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
ID = re.compile(r"\b[A-Z]{3}-\d{1,2}\b")
SERVES = re.compile(r"\bServes ((?:[A-Z]{3}-\d{1,2}[ ,]*)+)\.")
CADENCE = {
    "DAILY": 1,
    "WEEKLY": 7,
    "FORTNIGHTLY": 14,
    "MONTHLY": 31,
    "QUARTERLY": 92,
    "HALF_YEARLY": 184,
    "YEARLY": 366,
}


class UnreadableError(ValueError):
    """A file that says what it serves in a way that can't be read; the message is one sentence."""


@dataclass(frozen=True)
class Link:
    """Something that serves commitments. `facts`: what else its file says of itself (types, cadence, review)."""

    kind: str
    name: str
    title: str
    path: str
    serves: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Links:
    all: tuple[Link, ...]

    def of(self, kind: str, commitment: str | None = None) -> Iterator[Link]:
        return (one for one in self.all if one.kind == kind and (commitment is None or commitment in one.serves))

    def serving(self, commitment: str) -> list[Link]:
        return [link for link in self.all if commitment in link.serves]

    def without(self, kind: str, name: str) -> "Links":
        return Links(tuple(link for link in self.all if (link.kind, link.name) != (kind, name)))


def find(root: Path = ROOT) -> Links:
    """Everything below `root` that serves a commitment. Raises UnreadableError."""
    return Links(
        tuple(
            link
            for pattern, read in FINDERS
            for path in sorted(root.glob(pattern))
            if "__pycache__" not in path.parts
            for link in read(path, path.relative_to(root).as_posix())
        )
    )


def components(path: Path, shown: str) -> Iterable[Link]:
    for node in _tree(path).body:
        if isinstance(node, ast.ClassDef) and (ids := served(ast.get_docstring(node))):
            yield Link("component", node.name, _first(ast.get_docstring(_tree(path))), shown, ids)


def rules(path: Path, shown: str) -> Iterable[Link]:
    tree = _tree(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Rule", "StackRule"):
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            ids = tuple(_strings(given.get("serves")))
            yield Link("rule", path.stem, _first(ast.get_docstring(tree)), shown, ids)


def drills(path: Path, shown: str) -> Iterable[Link]:
    for node in _tree(path).body:
        if isinstance(node, ast.ClassDef) and (said := _attributes(node)).get("serves") is not None:
            name, title = ("".join(_strings(said.get(each))) for each in ("name", "title"))
            cadence = said.get("cadence")
            word = cadence.attr if isinstance(cadence, ast.Attribute) else ""
            if word not in CADENCE:
                raise UnreadableError(f"{shown}: cadence {word!r} is not known; allowed are {', '.join(CADENCE)}.")
            ids = tuple(_strings(said["serves"]))
            yield Link("drill", name, title, shown, ids, {"cadence": CADENCE[word]})


def runbooks(path: Path, shown: str) -> Iterable[Link]:
    text = path.read_text()
    if not text.startswith("---\n"):
        return  # a README, an index: no runbook
    try:
        front = yaml.safe_load(text[4:].partition("\n---\n")[0]) or {}
    except yaml.YAMLError as error:
        raise UnreadableError(f"{shown}: front matter is no YAML: {' '.join(str(error).split())}") from None
    ids = tuple(front.get("serves") or ())
    facts = {key: value for key, value in front.items() if key not in ("serves", "title")}
    facts["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    yield Link("runbook", path.stem, str(front.get("title", path.stem)), shown, ids, facts)


def scripts(path: Path, shown: str) -> Iterable[Link]:
    said = ast.get_docstring(_tree(path))
    if ids := served(said):
        yield Link("script", path.stem, _first(said), shown, ids)


def workflows(path: Path, shown: str) -> Iterable[Link]:
    if ids := served(path.read_text()):
        yield Link("pipeline", path.stem, path.stem.replace("-", " "), shown, ids)


def registers(path: Path, shown: str) -> Iterable[Link]:
    said = yaml.safe_load(path.read_text()) or {}
    yield Link("register", path.stem, str(said.get("title", path.stem)), shown, tuple(said.get("serves") or ()))


def tests(path: Path, shown: str) -> Iterable[Link]:
    if "proves" not in (text := path.read_text()):
        return
    tree = ast.parse(text)
    whole = [
        one
        for node in tree.body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)
        for one in _proved(node.value)
    ]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            own = [one for decorator in node.decorator_list for one in _proved(decorator)]
            if ids := tuple(dict.fromkeys([*whole, *own])):
                title = _first(ast.get_docstring(node)) or node.name.removeprefix("test_").replace("_", " ")
                yield Link("test", f"{shown}::{node.name}", title, shown, ids)


FINDERS: tuple[tuple[str, Callable[[Path, str], Iterable[Link]]], ...] = (
    ("components/**/*.py", components),
    ("policies/rules/[!_]*.py", rules),
    ("scripts/drills/scenarios/[!_]*.py", drills),
    ("runbooks/**/*.md", runbooks),
    ("scripts/**/*.py", scripts),
    ("stacks/**/*.py", scripts),
    (".github/workflows/*.y*ml", workflows),
    ("controls/registers/*.yaml", registers),
    ("tests/**/test_*.py", tests),
)


def served(text: str | None) -> tuple[str, ...]:
    """The ids in every `Serves ….` of a text."""
    return tuple(one for match in SERVES.finditer(text or "") for one in ID.findall(match[1]))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _first(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0].rstrip(".")


def _strings(node: ast.AST | None) -> Iterator[str]:
    for each in ast.walk(node) if node else ():
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _attributes(node: ast.ClassDef) -> dict[str, ast.expr]:
    """What a class's body assigns, also as `a, b = 1, 2`."""
    found: dict[str, ast.expr] = {}
    for line in node.body:
        if not isinstance(line, ast.Assign):
            continue
        for target in line.targets:
            if isinstance(target, ast.Name):
                found[target.id] = line.value
            elif isinstance(target, ast.Tuple) and isinstance(line.value, ast.Tuple):
                found |= {n.id: v for n, v in zip(target.elts, line.value.elts, strict=True) if isinstance(n, ast.Name)}
    return found


def _proved(node: ast.AST) -> Iterator[str]:
    """The ids in `pytest.mark.proves("…", …)` anywhere below a node."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "proves":
            yield from (one for argument in each.args for one in _strings(argument))
