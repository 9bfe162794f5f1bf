"""Made-up tenants, drawn from a seed: the same seed gives the same data, and nobody's is in it."""

import random
import uuid
from dataclasses import dataclass

TRADES = ("Logistics", "Foods", "Textiles", "Optics", "Timber", "Ceramics", "Bicycles", "Instruments", "Paper", "Glass")
PLACES = (
    "Aarhus",
    "Bilbao",
    "Cork",
    "Delft",
    "Espoo",
    "Freiburg",
    "Gdynia",
    "Haarlem",
    "Iasi",
    "Jena",
    "Krems",
    "Linz",
)
FIRST = ("Alma", "Bruno", "Carla", "Dario", "Elsa", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Klara", "Luca", "Mila")
LAST = ("Berg", "Costa", "Dahl", "Ek", "Fontaine", "Gomez", "Haas", "Ivanov", "Jansen", "Kowalski", "Lind", "Moreau")
KINDS = ("signed_in", "sign_in_failed", "document_opened", "document_shared", "export_requested", "role_changed")

USERS, DOCUMENTS, EVENTS = 40, 10, 1000
SMALLEST, LARGEST = 1_000, 50_000  # bytes of a document


@dataclass(frozen=True)
class User:
    id: uuid.UUID
    email: str
    name: str


@dataclass(frozen=True)
class Document:
    """`content` is drawn again from `seed` when it is needed: documents aren't kept in memory."""

    id: uuid.UUID
    owner: uuid.UUID
    title: str
    blob: str
    seed: int

    @property
    def content(self) -> bytes:
        draw = random.Random(self.seed)  # noqa: S311 - made up, not secret
        return draw.randbytes(draw.randint(SMALLEST, LARGEST))


@dataclass(frozen=True)
class Event:
    user: uuid.UUID
    kind: str
    number: int


@dataclass(frozen=True)
class Tenant:
    id: uuid.UUID
    name: str
    users: tuple[User, ...]
    documents: tuple[Document, ...]
    events: tuple[Event, ...]


def tenant(seed: int, number: int) -> Tenant:
    """The `number`th tenant of a seed, whatever the other tenants are."""
    draw = random.Random(f"{seed}/{number}")  # noqa: S311 - made up, not secret
    own = _id(draw)
    name = f"{draw.choice(PLACES)} {draw.choice(TRADES)} {number}"
    users = tuple(_user(draw, name, each) for each in range(USERS))
    documents = tuple(_document(draw, own, users, each) for each in range(DOCUMENTS))
    events = tuple(Event(draw.choice(users).id, draw.choice(KINDS), each) for each in range(EVENTS))
    return Tenant(own, name, users, documents, events)


def _user(draw: random.Random, company: str, number: int) -> User:
    first, last = draw.choice(FIRST), draw.choice(LAST)
    domain = company.lower().replace(" ", "-")
    return User(_id(draw), f"{first}.{last}.{number}@{domain}.example".lower(), f"{first} {last}")


def _document(draw: random.Random, tenant: uuid.UUID, users: tuple[User, ...], number: int) -> Document:
    blob = f"{tenant}/{_id(draw)}"
    return Document(_id(draw), draw.choice(users).id, f"Proposal {number + 1}", blob, draw.getrandbits(64))


def _id(draw: random.Random) -> uuid.UUID:
    return uuid.UUID(int=draw.getrandbits(128), version=4)
