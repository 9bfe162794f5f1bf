"""How an azure-native type and an ARM model differ: renamed fields, fields that lie inside `properties`, sets for maps.

The result of a pair is a small dict; what is the same on both sides isn't in it, and a pair without any difference has
none at all:
    c  name of the object that holds what azure-native shows one level higher: "properties"
    e  the names that stay outside of it
    n  renamed or moved: azure-native's name -> path in the body, "/" between names
    k  azure-native's name -> name of the pair that its value follows; "{" before it: each value of a map does
    s  names that are a list in azure-native and a map with empty values in the body
    x  paths in the body that azure-native doesn't know
    +  names that azure-native has and the model hasn't
    d, v  name (azure-native's) that tells which of several pairs the value follows, and the pairs by its value
"""

from collections.abc import Callable, Iterator
from typing import Any

from local.types import nativesdk
from local.types.library import Library, qualified
from local.types.matching import plain
from local.types.models import Field, Model
from local.types.nativesdk import NativeClass

CONTAINER = "properties"
# Where azure-native has one of these and the model hasn't, it is the envelope's all the same.
ENVELOPE = {
    "extendedLocation",
    "identity",
    "kind",
    "location",
    "managedBy",
    "plan",
    "sku",
    "systemData",
    "tags",
    "zones",
}
Pair = dict[str, Any]
# Not of the body: the version that was asked for.
OWN = {"azureApiVersion", "apiVersion"}


class Pairing:
    """All pairs met so far, by name. `trimmed()` leaves out those that make no difference."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.pairs: dict[str, Pair] = {}
        # Inputs that only azure-native has: (model, name) -> mark. Set `mark` before each type: + means that
        # azure-native's API version is the newer one, so the name is real; - that newer API versions dropped it.
        self.mark = "-"
        self.foreign: dict[tuple[str, str], str] = {}

    def pair(self, module: str, classes: str, model: str) -> str:
        """Pair the azure-native class(es) `A|B` of a module with a model; returns the pair's name."""
        name = f"{module}.{classes}>{model}"
        if name not in self.pairs:
            self.pairs[name] = {}  # first, because types contain themselves
            self.pairs[name].update(self._pair(module, classes, model))
        return name

    def _pair(self, module: str, classes: str, model_name: str) -> Pair:
        model = self.library.model(model_name)
        natives = [nativesdk.nested(module, name) for name in classes.split("|")]
        client = model_name.partition(".")[0]
        if model.discriminator and model.children and (len(natives) > 1 or natives[0].constants):
            return self._polymorphic(module, classes, natives, model, client)
        return self.fields(module, natives[0], model, client)

    def _polymorphic(self, module: str, classes: str, natives: list[NativeClass], model: Model, client: str) -> Pair:
        values = {}
        name = ""
        for native_name, native in zip(classes.split("|"), natives, strict=True):
            for field_name, value in native.constants.items():
                if plain(field_name) == plain(model.discriminator or "") or field_name in _renamed(model, native):
                    name = field_name
                    if child := model.children.get(value):
                        values[value] = self._variant(module, native_name, f"{client}.{child}")
        return {"d": name, "v": values, "m": model.discriminator} if values else {}

    def _variant(self, module: str, native_name: str, model_name: str) -> str:
        name = f"{module}.{native_name}>{model_name}"
        if name not in self.pairs:
            self.pairs[name] = {}
            native = nativesdk.nested(module, native_name)
            client = model_name.partition(".")[0]
            self.pairs[name].update(self.fields(module, native, self.library.model(model_name), client))
        return name

    def fields(
        self, module: str, native: NativeClass, model: Model, client: str, ignore: frozenset[str] = frozenset()
    ) -> Pair:
        """Compare fields; `ignore`: azure-native's names that are parts of the URL."""
        wanted = [name for name in native.fields if name not in ignore and name not in OWN]
        container = self._container(wanted, model, client)
        pair: Pair = {"c": CONTAINER} if container else {}
        places = dict(self._places(model, container, client))
        found = _assign(wanted, places, native.inward)
        found |= self._spread(set(wanted) - set(found), places, set(found.values()), client)
        used = set(found.values())
        for name in sorted(wanted):
            path = found.get(name)
            if container and (path == name or (path is None and name in ENVELOPE)):
                pair.setdefault("e", []).append(name)
            if path is None:
                pair.setdefault("+", []).append(name)
                owner = model if name in ENVELOPE or not container else container
                if native.inward:
                    self.foreign[f"{client}.{owner.name}", name] = self.mark
                continue
            if path not in (name, f"{CONTAINER}/{name}" if container else name):
                pair.setdefault("n", {})[name] = path
            self._value(module, name, native.fields[name], qualified(places[path].type, client), pair)
        unknown = sorted(
            path
            for path, field in places.items()
            if path not in used and not _inside(path, used) and (field.writable or not native.inward)
        )
        if unknown:
            pair["x"] = unknown
        return pair

    def _value(self, module: str, name: str, native: str, kind: str, pair: Pair) -> None:
        native_wrap, arm_wrap = _wrapping(native), _wrapping(kind)
        if native_wrap == "[" and arm_wrap == "{" and not native[1:]:
            pair.setdefault("s", []).append(name)
        elif native.lstrip("[{") and kind.lstrip("[{").startswith("@") and native_wrap == arm_wrap:
            below = self.pair(module, native.lstrip("[{"), kind.lstrip("[{@"))
            pair.setdefault("k", {})[name] = f"{{{below}" if "{" in native_wrap else below

    def _spread(self, missing: set[str], places: dict[str, Field], used: set[str], client: str) -> dict[str, str]:
        """Objects that azure-native spreads over their parent: all their fields are missing in it by name."""
        found = {}
        for path, field in list(places.items()):
            if path not in used and field.type.startswith("@") and not path.endswith(CONTAINER):
                inner = self.library.model(f"{client}.{field.type[1:]}").fields
                if inner and set(inner) <= missing:
                    found |= {name: f"{path}/{name}" for name in inner}
                    places |= {f"{path}/{name}": deeper for name, deeper in inner.items()}
        return found

    def _container(self, wanted: list[str], model: Model, client: str) -> Model | None:
        inner = model.fields.get(CONTAINER)
        if CONTAINER in wanted or inner is None or not inner.type.startswith("@"):
            return None
        return self.library.model(f"{client}.{inner.type[1:]}")

    def _places(self, model: Model, container: Model | None, client: str) -> Iterator[tuple[str, Field]]:
        """Every field that azure-native may show at this level, by its path in the body; outer ones first."""
        for name, field in model.fields.items():
            if name != CONTAINER or container is None:
                yield name, field
        if container:
            for name, field in container.fields.items():
                yield f"{CONTAINER}/{name}", field
                if name == CONTAINER and field.type.startswith("@"):  # as NetworkSecurityPerimeter has it
                    for inner, deepest in self.library.model(f"{client}.{field.type[1:]}").fields.items():
                        yield f"{CONTAINER}/{name}/{inner}", deepest

    def trimmed(self, roots: set[str]) -> dict[str, Pair]:
        """The pairs reachable from `roots` that make a difference, themselves or below."""
        matters = {name for name, pair in self.pairs.items() if set(pair) - {"k", "v", "d", "m"}}
        while more := {
            name for name, pair in self.pairs.items() if name not in matters and not matters.isdisjoint(_below(pair))
        }:
            matters |= more
        kept: dict[str, Pair] = {}
        todo = [name for name in roots if name in matters]
        while todo:
            name = todo.pop()
            if name in kept:
                continue
            pair = dict(self.pairs[name])
            for key in ("k", "v"):
                below = {field: child for field, child in pair.pop(key, {}).items() if child.lstrip("{") in matters}
                if below:
                    pair[key] = below
                    todo += [child.lstrip("{") for child in below.values()]
            kept[name] = pair
        return kept


def _assign(wanted: list[str], places: dict[str, Field], inward: bool) -> dict[str, str]:
    """Each name's place: the same JSON name first, then the same but for case, then Python's name for the field."""
    last = {path: path.rpartition("/")[2] for path in places}
    found: dict[str, str] = {}
    rules: list[Callable[[str, str], bool]] = [
        lambda name, path: inward and last[path] == name and places[path].writable,
        lambda name, path: last[path] == name,
        lambda name, path: plain(last[path]) == plain(name),
        lambda name, path: plain(places[path].python) == plain(name),
    ]
    for same in rules:
        for name in sorted(set(wanted) - set(found)):
            free = (path for path in places if path not in found.values() and same(name, path))
            if path := next(free, None):
                found[name] = path
    return found


def _renamed(model: Model, native: NativeClass) -> set[str]:
    field = model.fields.get(model.discriminator or "")
    return {name for name in native.fields if field and plain(field.python) == plain(name)}


def _wrapping(kind: str) -> str:
    return kind[: len(kind) - len(kind.lstrip("[{"))]


def _inside(path: str, used: set[str]) -> bool:
    return any(other.startswith(path + "/") for other in used)


def _below(pair: Pair) -> set[str]:
    return {child.lstrip("{") for key in ("k", "v") for child in pair.get(key, {}).values()}
