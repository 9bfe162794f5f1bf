"""The picture as one SVG file: the edge above, a column a region, networks and services in it, arrows for copies."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from controls import residency
from scripts.picture.model import Network, Picture, Region, Service

WIDTH = 1120
MARGIN = 24
GAP = 72  # between the regions' columns: room for the arrow
LINE = 20
CARD_HEAD = 48
CARD_GAP = 10
WIDEST = 7.6  # pixels that a character of the small monospaced type takes


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Card:
    box: Box
    service: Service


@dataclass(frozen=True)
class NetworkBox:
    box: Box
    network: Network


@dataclass(frozen=True)
class Column:
    box: Box
    region: Region
    title: str
    networks: list[NetworkBox]
    cards: list[Card]


def render(picture: Picture) -> str:
    """The SVG's text. The same state gives the same bytes."""
    across = max(len(picture.edge), 1)
    wide = (WIDTH - 2 * MARGIN - (across - 1) * CARD_GAP) // across
    high = max((_height(service) for service in picture.edge), default=0)
    edge = [
        Card(Box(MARGIN + number * (wide + CARD_GAP), 80, wide, high), service)
        for number, service in enumerate(picture.edge)
    ]
    top = 80 + high + 56
    count = max(len(picture.regions), 1)
    column = (WIDTH - 2 * MARGIN - (count - 1) * GAP) // count
    columns = [
        _column(region, MARGIN + number * (column + GAP), top, column) for number, region in enumerate(picture.regions)
    ]
    height = max((c.box.y + c.box.height for c in columns), default=top) + MARGIN + 12
    places = {c.region.name: c for c in columns}
    copies = [(c, places[c.region.copies_to]) for c in columns if c.region.copies_to in places]
    template = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["svg"]),
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("estate.svg")
    template.globals["shorten"] = shorten
    return template.render(
        picture=picture,
        width=WIDTH,
        height=height,
        edge=edge,
        columns=columns,
        copies=copies,
        edge_bottom=80 + high,
        LINE=LINE,
    )


def _height(service: Service) -> int:
    return CARD_HEAD + LINE * len(service.facts) + 8


def _column(region: Region, x: int, y: int, width: int) -> Column:
    inner, below = width - 32, y + 56
    networks: list[NetworkBox] = []
    for network in region.networks:
        high = 44 + 26 * len(network.subnets) + 8
        networks.append(NetworkBox(Box(x + 16, below, inner, high), network))
        below += high + CARD_GAP
    cards: list[Card] = []
    half = (inner - CARD_GAP) // 2
    for left, right in zip(region.services[::2], [*region.services[1::2], None], strict=False):
        pair = [service for service in (left, right) if service]
        high = max(map(_height, pair))
        cards += [
            Card(Box(x + 16 + n * (half + CARD_GAP), below, half, high), service) for n, service in enumerate(pair)
        ]
        below += high + CARD_GAP
    return Column(Box(x, y, width, below - y + 6), region, _title(region.name), networks, cards)


def _title(name: str) -> str:
    known = residency.EU.get(name)
    return f"{known.display}, {known.country}" if known else "not in the EU"


def shorten(text: str, width: int) -> str:
    """As much of the text as fits, with a sign where something is left out."""
    room = int((width - 24) / WIDEST)
    return text if len(text) <= room else text[: room - 1] + "…"
