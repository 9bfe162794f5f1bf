"""In which order a group's resources go, whatever uses whatever."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from local.plane.links import deletion_order, mentioned
from local.plane.store import Store

GROUP = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/things"


def body(number: int, uses: list[int]) -> dict[str, object]:
    return {"id": f"{GROUP}/n{number}", "name": f"n{number}", "type": "t", "uses": [f"{GROUP}/N{one}" for one in uses]}


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3), min_size=1))
def test_users_go_before_what_they_use(graph: dict[int, list[int]]) -> None:
    """References only to smaller numbers: no circle, so an order exists."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "db")
        bodies = [body(number, [one for one in uses if one < number]) for number, uses in sorted(graph.items())]
        for one in bodies:
            store.put(one, {})
            store.link(str(one["id"]), mentioned(one))
        order = [str(one["id"]) for one in deletion_order(store, bodies)]
        assert sorted(order) == sorted(str(one["id"]) for one in bodies)
        for one in bodies:
            for used in mentioned(one):
                if used in [name.lower() for name in order]:
                    assert order.index(str(one["id"])) < [name.lower() for name in order].index(used)


def test_circles_end_too(tmp_path: Path) -> None:
    store = Store(tmp_path / "db")
    bodies = [body(0, [1]), body(1, [0])]
    for one in bodies:
        store.put(one, {})
        store.link(str(one["id"]), mentioned(one))
    assert len(deletion_order(store, bodies)) == 2


def test_children_go_before_their_parent(tmp_path: Path) -> None:
    store = Store(tmp_path / "db")
    parent, child = body(0, []), body(1, [])
    child["id"] = f"{GROUP}/n0/parts/p"
    for one in (parent, child):
        store.put(one, {})
    assert [one["id"] for one in deletion_order(store, [parent, child])] == [child["id"], parent["id"]]
