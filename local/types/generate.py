"""Write `table.json` out of Microsoft's clients and azure-native's SDK: `python -m local.types.generate [--report]`."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from local.types import nativesdk
from local.types.library import Library, qualified
from local.types.matching import arm_type, best, parameters, plain, shallow_names
from local.types.models import Field
from local.types.nativesdk import NativeResource
from local.types.operations import Operation, url_key
from local.types.pairing import Pairing
from local.types.report import report

FOLDER = Path(__file__).parent
TABLE = FOLDER / "table.json"


def names() -> list[tuple[str, str | None]]:
    """`names.txt`: (token, ARM type or None)."""
    lines = (line.partition("#")[0].strip() for line in (FOLDER / "names.txt").read_text().splitlines())
    pairs = (line.partition(" = ") for line in lines if line)
    return sorted((token.strip(), arm.strip() or None) for token, _, arm in pairs)


class Generator:
    def __init__(self) -> None:
        self.library = Library()
        self.pairing = Pairing(self.library)
        self.puts = [operation for operation in self.library.operations if operation.verb == "PUT"]
        # What is always there can only be patched: the rules of a privileged role.
        made = {(operation.client, operation.key) for operation in self.puts}
        self.patches = [
            operation
            for operation in self.library.operations
            if operation.verb == "PATCH" and (operation.client, operation.key) not in made
        ]
        self.models: dict[str, Any] = {}
        self.enums: dict[str, Any] = {}

    def table(self) -> dict[str, Any]:
        types = {token: self.type(token, wanted) for token, wanted in names()}
        for (model, name), mark in self.pairing.foreign.items():
            if model in self.models:
                self.models[model]["f"].setdefault(name, f"* {mark}")
        bodies = {entry["body"]: entry["arm"] for entry in types.values() if entry["body"]}
        for entry in types.values():
            entry |= self._embedded(entry, bodies)
        roots = {entry[way] for entry in types.values() for way in ("in", "out") if way in entry}
        pairs = self.pairing.trimmed(roots)
        for entry in types.values():
            for way in ("in", "out"):
                if entry.get(way) not in pairs:
                    entry.pop(way, None)
        used = {types[token]["package"] for token in types}
        packages = {name: release for name, release in self.library.releases.items() if name.partition(" ")[0] in used}
        return {
            "sources": dict(sorted({"pulumi-azure-native": nativesdk.RELEASE, **packages}.items())),
            "types": types,
            "models": dict(sorted(self.models.items())),
            "enums": dict(sorted(self.enums.items())),
            "pairs": dict(sorted(pairs.items())),
        }

    def type(self, token: str, wanted: str | None) -> dict[str, Any]:
        native = nativesdk.resource(token)
        put = best(native, [*self.puts, *(self.patches if wanted else ())], self.library.sources, wanted)
        url, path = parameters(put, native)
        # A workbook's sourceId is in the query and in the body: the body is what is shown.
        query = [name for name in put.query if plain(name) not in shallow_names(put, self.library.sources[put.client])]
        taken = frozenset([*(parameter.input for parameter in path if parameter.input), *query])
        entry: dict[str, Any] = {
            "arm": arm_type(url),
            "url": url,
            "package": put.package,
            "api": put.api_version,
            "native": native.api_version,
            "parameters": [[p.name, p.input, p.fixed] for p in path],
            "inputs": sorted(native.inputs.fields),
            "required": sorted(native.inputs.required),
            **({"query": query} if query else {}),
            **self._operations(put),
            "body": self._variant(native, f"{put.client}.{put.body}") if put.body else None,
        }
        self.pairing.mark = "+" if (native.api_version or "") >= put.api_version else "-"
        body, response = entry["body"], self._variant(native, f"{put.client}.{put.response or put.body}")
        if body:
            self._reach(f"@{body}")
            fields = self.library.model(body).fields
            entry["tracked"] = "location" in fields and "tags" in fields
            entry["in"] = self._root(native, "in", body, taken)
            if body != response:
                entry["shown"] = self._shown(body, response)
        entry["out"] = self._root(native, "out", response, frozenset())
        return entry

    def _variant(self, native: NativeResource, model: str) -> str:
        """The model itself, or of a polymorphic one what the type stands for: of alert rules, the scheduled ones."""
        client, children = model.partition(".")[0], self.library.model(model).children
        child = next((children[value] for value in native.inputs.constants.values() if value in children), None)
        return f"{client}.{child}" if child else model

    def _root(self, native: NativeResource, way: str, model: str, taken: frozenset[str]) -> str:
        name = f"{native.token.removeprefix('azure-native:')}>{way}"
        client = model.partition(".")[0]
        side = native.inputs if way == "in" else native.outputs
        self.pairing.pairs[name] = self.pairing.fields(native.module, side, self.library.model(model), client, taken)
        return name

    def _operations(self, put: Operation) -> dict[str, Any]:
        """Codes and long-running operations of the type's own URL, of its list, and of what is below it."""
        key, collection = put.key, put.key.rpartition("/")[0]
        codes: dict[str, list[int]] = {}
        long_running = []
        below: dict[str, dict[str, Any]] = {"actions": {}, "reads": {}}
        for operation in self.library.operations:
            if operation.client != put.client:
                continue
            if operation.key == key:
                verb = operation.verb.lower()
                codes[verb] = sorted({*codes.get(verb, []), *operation.codes})
                if operation.long_running and verb not in long_running:
                    long_running.append(verb)
            elif operation.key == collection and operation.verb == "GET":
                codes["list"] = list(operation.codes)
            elif operation.key.startswith(key + "/") and "/" not in (rest := operation.url[len(put.url) + 1 :]):
                where = {"POST": "actions", "GET": "reads"}.get(operation.verb)
                if where and rest and "{" not in rest and url_key(operation.url) == operation.key:
                    below[where][rest] = [list(operation.codes), operation.long_running]
        return {
            "codes": dict(sorted(codes.items())),
            "long_running": sorted(long_running),
            **{where: dict(sorted(found.items())) for where, found in below.items() if found},
        }

    def _shown(self, body: str, response: str) -> list[str]:
        """Paths that only answers have: reading and writing back a resource may send them.

        What the body's model only takes but the answer's model shows is no longer marked as never shown.
        """
        taken, shown = self._two_levels(body), self._two_levels(response)
        for path, (owner, field) in taken.items():
            if not field.read and path in shown and shown[path][1].read:
                fields, name = self.models[owner]["f"], path.rpartition("/")[2]
                fields[name] = described(replace(field, read=True), owner.partition(".")[0])
        return sorted(set(shown) - set(taken))

    def _two_levels(self, name: str) -> dict[str, tuple[str, Field]]:
        """Path -> (model, field) of the envelope and of what is inside `properties`."""
        model, client = self.library.model(name), name.partition(".")[0]
        found = {path: (name, field) for path, field in model.fields.items()}
        holder = model.fields.get("properties")
        if holder and holder.type.startswith("@"):
            inner = holder.type[1:]
            deeper = self.library.model(f"{client}.{inner}").fields
            found |= {f"properties/{path}": (f"{client}.{inner}", field) for path, field in deeper.items()}
        return found

    def _embedded(self, entry: dict[str, Any], bodies: dict[str, str]) -> dict[str, Any]:
        """Children that may also be given inside the parent: `properties/subnets` -> .../virtualNetworks/subnets."""
        inner = self.models.get(entry["body"] or "", {}).get("f", {}).get("properties", "")
        found = {}
        if inner.startswith("@"):
            for field, kind in self.models[inner[1:].split(" ")[0]]["f"].items():
                arm = bodies.get(kind.split(" ")[0].removeprefix("[@"), "")
                if kind.startswith("[@") and arm.rpartition("/")[0].lower() == entry["arm"].lower():
                    found[f"properties/{field}"] = arm
        return {"embedded": found} if found else {}

    def _reach(self, kind: str) -> None:
        """Put a model and all that a body may hold below it into the table; what is only read stays out."""
        name = kind.lstrip("[{")
        if name.startswith("#") and name[1:] not in self.enums:
            self.enums[name[1:]] = self.library.enum(name[1:])
        if not name.startswith("@") or name[1:] in self.models:
            return
        client, model = name[1:].partition(".")[0], self.library.model(name[1:])
        entry: dict[str, Any] = {"f": {}}
        self.models[name[1:]] = entry
        for field_name, field in sorted(model.fields.items()):
            entry["f"][field_name] = described(field, client)
            if field.writable:
                self._reach(qualified(field.type, client))
        if model.discriminator and model.children:
            entry["d"] = model.discriminator
            entry["v"] = {value: f"{client}.{child}" for value, child in sorted(model.children.items())}
            for child in entry["v"].values():
                self._reach(f"@{child}")


def described(field: Field, client: str) -> str:
    """Type and marks of a field: ! required, r only read, c only at creation, w never shown."""
    if not field.writable:
        return "* r"
    marks = ("!" if field.required else "") + ("c" if not field.update else "") + ("w" if not field.read else "")
    return f"{qualified(field.type, client)} {marks}".rstrip()


def render(table: dict[str, Any]) -> str:
    """JSON with one type, model, enum and pair a line, so that a change can be read."""
    sections = []
    for section, entries in table.items():
        lines = (f"{json.dumps(key)}:{json.dumps(entry, separators=(',', ':'))}" for key, entry in entries.items())
        sections.append(f'"{section}":{{\n' + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(sections) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--report", action="store_true", help="print where azure-native and the clients differ; write nothing"
    )
    parser.add_argument("--check", action="store_true", help="fail if table.json isn't what would be written")
    options = parser.parse_args()
    table = Generator().table()
    if options.report:
        print(report(table))
    elif options.check:
        if TABLE.read_text() != render(table):
            sys.exit("local/types/table.json is out of date; run python -m local.types.generate.")
    else:
        TABLE.write_text(render(table))
        print(f"{len(table['types'])} types, {len(table['models'])} models, {TABLE.stat().st_size:,} bytes: {TABLE}")


if __name__ == "__main__":
    main()
