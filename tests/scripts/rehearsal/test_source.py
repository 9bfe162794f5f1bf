"""A resource leads to the line that made it: the component's own, not the helper's that all components share."""

from typing import Any

from scripts.rehearsal.source import Position, origin, positions

STACK = [
    "project:///components/base.py#166",
    "project:///components/database.py#91",
    "project:///stacks/environment.py#46",
    "project:///stacks/environment.py#46",
    "",
    "project:///local/host/child.py#70",
    "project:///.venv/lib/python3.11/site-packages/pulumi/runtime/stack.py#237",
    "project:///../../usr/lib/python3.11/asyncio/events.py#80",
]


def resource(urn: str, **more: Any) -> dict[str, Any]:
    return {"urn": urn, **more}


def test_only_the_programs_own_lines_count_each_once() -> None:
    frames = positions([resource("a", stackTrace=[{"sourcePosition": each} if each else {} for each in STACK])])["a"]
    assert [str(each) for each in frames] == [
        "components/base.py:166",
        "components/database.py:91",
        "stacks/environment.py:46",
    ]
    assert origin(frames) == Position("components/database.py", 91)


def test_without_stacks_the_parents_positions_stand_in() -> None:
    found = positions(
        [
            resource("stack"),
            resource("parent", parent="stack", sourcePosition="project:///stacks/environment.py#46"),
            resource("child", parent="parent", sourcePosition="project:///components/vault.py#49"),
        ]
    )
    assert found["child"] == [Position("components/vault.py", 49), Position("stacks/environment.py", 46)]
    assert found["stack"] == []


def test_a_helper_alone_is_better_than_nothing() -> None:
    assert origin([Position("components/base.py", 1)]) == Position("components/base.py", 1)
    assert origin([]) is None
