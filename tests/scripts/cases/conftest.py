"""A session whose evidence container is in memory."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from azure.core.exceptions import ResourceExistsError

from scripts.session import Session


@dataclass
class Named:
    name: str


@dataclass
class Content:
    content: bytes

    def readall(self) -> bytes:
        return self.content


@dataclass
class Client:
    container: "Container"
    name: str

    def exists(self) -> bool:
        return self.name in self.container.blobs

    def delete_blob(self) -> None:
        del self.container.blobs[self.name]


@dataclass
class Container:
    blobs: dict[str, bytes] = field(default_factory=dict)

    def upload_blob(self, name: str, content: bytes, overwrite: bool = False, **options: Any) -> None:
        if name in self.blobs and not overwrite:
            raise ResourceExistsError(name)
        self.blobs[name] = content

    def download_blob(self, name: str) -> Content:
        return Content(self.blobs[name])

    def get_blob_client(self, name: str) -> Client:
        return Client(self, name)

    def delete_blob(self, name: str) -> None:
        del self.blobs[name]

    def list_blobs(self, name_starts_with: str = "") -> list[Named]:
        return [Named(name) for name in sorted(self.blobs) if name.startswith(name_starts_with)]


@pytest.fixture
def session() -> Session:
    made = Session(None, None)  # ty: ignore
    made.__dict__["evidence"] = Container()
    return made
