"""All clients together: their operations, and any model by its full name, `storage.Sku`."""

import json
from pathlib import Path
from typing import Protocol

from local.types.models import Model, Models
from local.types.operations import Operation, operations
from local.types.sources import Client, clients

SUPPLEMENTS = Path(__file__).parent / "supplements"


class ModelSource(Protocol):
    def get(self, name: str) -> Model: ...
    def enum(self, name: str) -> list[str]: ...


class Supplement:
    """What the installed release of a package dropped, kept from an older one (see `supplement.py`)."""

    def __init__(self, data: dict) -> None:
        self.data = data
        self.operations = [Operation.from_json(item) for item in data["operations"]]

    def get(self, name: str) -> Model:
        return Model.from_json(self.data["models"][name])

    def enum(self, name: str) -> list[str]:
        return self.data["enums"][name]


class Library:
    def __init__(self) -> None:
        self.releases: dict[str, str] = {}
        self.operations: list[Operation] = []
        self.sources: dict[str, ModelSource] = {}
        for client in clients():
            self.add(client)
        for file in sorted(SUPPLEMENTS.glob("*.json")):
            extra = Supplement(json.loads(file.read_text()))
            self.releases[f"{extra.data['package']} (supplement)"] = extra.data["release"]
            self.operations += extra.operations
            self.sources |= {operation.client: extra for operation in extra.operations}

    def add(self, client: Client) -> None:
        self.releases[client.package] = client.release
        self.sources[client.name] = Models(client)
        self.operations += operations(client)

    def model(self, name: str) -> Model:
        client, _, model = name.partition(".")
        return self.sources[client].get(model)

    def enum(self, name: str) -> list[str]:
        client, _, enum = name.partition(".")
        return self.sources[client].enum(enum)


def qualified(kind: str, client: str) -> str:
    """A type with its model's or enum's full name: `[@Sku` -> `[@storage.Sku`."""
    for mark in "@#":
        before, found, name = kind.partition(mark)
        if found:
            return f"{before}{mark}{client}.{name}"
    return kind
