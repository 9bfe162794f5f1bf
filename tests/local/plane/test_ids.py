"""Ids: what a path names."""

import pytest

from local.plane.ids import GROUP_TYPE, parse, parse_action, parse_resource

GROUP = "/subscriptions/s/resourceGroups/g"
SERVER = GROUP + "/providers/Microsoft.DBforPostgreSQL/flexibleServers/p"


@pytest.mark.parametrize(
    ("path", "kind", "type", "parent"),
    [
        (GROUP, "resource", GROUP_TYPE, "/subscriptions/s/resourceGroups"),
        ("/subscriptions/s/resourcegroups", "collection", GROUP_TYPE, "/subscriptions"),
        (SERVER, "resource", "Microsoft.DBforPostgreSQL/flexibleServers", GROUP),
        (SERVER + "/databases/d", "resource", "Microsoft.DBforPostgreSQL/flexibleServers/databases", SERVER),
        (SERVER + "/databases", "collection", "Microsoft.DBforPostgreSQL/flexibleServers/databases", SERVER),
        (SERVER + "/providers/Microsoft.Authorization/locks/l", "resource", "Microsoft.Authorization/locks", SERVER),
    ],
)
def test_paths(path: str, kind: str, type: str, parent: str) -> None:
    parsed = parse(path)
    assert parsed is not None
    assert (parsed[0], parsed[1].type) == (kind, type)
    if kind == "resource" and type != GROUP_TYPE:
        assert parsed[1].parent == parent


def test_a_group_belongs_to_its_subscription() -> None:
    assert parse_resource(GROUP).parent == "/subscriptions/s"
    assert parse_resource(SERVER).group == "g"
    assert parse_resource(SERVER.upper()).key == SERVER.lower()


def test_actions_name_their_resource() -> None:
    action = parse_action(SERVER + "/restart")
    assert action is not None
    assert (action[0].path, action[1]) == (SERVER, "restart")
    assert parse_action(GROUP + "/providers/Microsoft.Web") is None


@pytest.mark.parametrize("path", ["/", "/subscriptions/s", "/subscriptions/s/providers", "/other/path"])
def test_other_paths_are_no_resources(path: str) -> None:
    with pytest.raises(ValueError, match="is not the id of a resource"):
        parse_resource(path)
