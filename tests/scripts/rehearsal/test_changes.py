"""The engine's steps as lines that people read."""

from typing import Any

from scripts.rehearsal.changes import UNKNOWN, at, lines, read

PREFIX = "urn:pulumi:prod::cordon::cordon:components:Database$azure-native:dbforpostgresql:Server::"


def change(op: str, name: str, **more: Any) -> dict[str, Any]:
    return {"op": op, "urn": PREFIX + name, "diff": {}, "replaces": [], "old": {}, "new": {}, **more}


def test_each_change_says_what_was_and_what_will_be() -> None:
    old = {"storage": {"storageSizeGB": 512}, "serverName": "a", "tags": {"x": "1"}, "zones": [1]}
    new = {"storage": {"storageSizeGB": 1024}, "serverName": "b", "zones": [1, UNKNOWN]}
    diff = dict.fromkeys(("storage.storageSizeGB", "serverName", "tags", "zones[1]"), "update")
    said = list(
        lines(
            read(
                [
                    change("create", "new"),
                    change("replace", "main", diff=diff, replaces=["serverName"], old=old, new=new),
                    change("delete", "gone"),
                ]
            )
        )
    )
    assert said == [
        "changes: 1 created, 0 updated, 1 replaced, 1 deleted",
        '+ create azure-native:dbforpostgresql:Server "new"',
        '± replace azure-native:dbforpostgresql:Server "main"',
        "    serverName: a → b (replaces it)",
        "    storage.storageSizeGB: 512 → 1024",
        "    tags: {x: 1} → (none)",
        "    zones[1]: (none) → (known after deployment)",
        '- delete azure-native:dbforpostgresql:Server "gone"',
    ]


def test_nothing_to_change_says_so() -> None:
    assert list(lines([])) == ["changes: 0 created, 0 updated, 0 replaced, 0 deleted"]


def test_a_path_may_quote_its_steps() -> None:
    assert at({"tags": {"a.b": [{"c": 1}]}}, 'tags["a.b"][0].c') == 1
    assert at({"tags": []}, "tags[3].c") is None


def test_a_long_value_is_cut() -> None:
    text = "x" * 500
    found = read([change("update", "main", diff={"a": "update"}, old={"a": text}, new={"a": "y"})])
    (difference,) = found[0].differences
    assert difference.old is not None
    assert len(difference.old) == 100
