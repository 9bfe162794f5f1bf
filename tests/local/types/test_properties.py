"""For every type of the table: what azure-native's SDK accepts becomes a body and comes back unchanged.

The values are made by hypothesis from the SDK's own classes.
"""

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.types import nativesdk
from local.types.mapping import field_at, place
from local.types.table import Pair, ResourceType, Table, table

TYPES = [kind.token for kind in table().types if kind.raw["body"]]
DEPTH = 5  # network types contain each other without end
PLAIN = st.text("abcdefghij", min_size=1, max_size=6)


def kind_of(token: str) -> ResourceType:
    kind = table().by_token(token)
    assert kind is not None
    return kind


@cache
def inputs(token: str) -> st.SearchStrategy[dict[str, Any]]:
    """Inputs of a type, without those that the model only reads: Azure ignores them, so they can't come back."""
    kind = kind_of(token)
    native = nativesdk.resource(token)
    taken = {parameter.input for parameter in kind.parameters} | {"id", "name", "type", "etag"}
    fields = {name: value for name, value in native.inputs.fields.items() if name not in taken}
    rules = kind.table.pair(kind.raw.get("in"))
    return _fields(kind.table, native.module, fields, {}, rules, kind.raw["body"], DEPTH)


def _fields(
    table: Table, module: str, fields: dict[str, str], constants: dict[str, str], rules: Pair, model: str, depth: int
) -> st.SearchStrategy[dict[str, Any]]:
    optional = {}
    for name, native in fields.items():
        kind, marks = field_at(table, model, place(rules, name))
        if kind is None or marks == "r" or name in constants:
            continue
        pair = rules.get("k", {}).get(name)
        value = _value(table, module, native, kind, pair, depth, name in rules.get("s", ()))
        if value is not None:
            optional[name] = value
    always = {name: st.just(value) for name, value in constants.items()}
    return st.fixed_dictionaries(always, optional=optional)


def _value(
    table: Table, module: str, native: str, kind: str, pair: str | None, depth: int, is_set: bool
) -> st.SearchStrategy[Any] | None:
    if is_set:
        return st.lists(PLAIN, min_size=1, max_size=2, unique=True).map(sorted)
    if native.startswith("[") and kind.startswith("["):
        inner = _value(table, module, native[1:], kind[1:], pair, depth, False)
        return None if inner is None else st.lists(inner, min_size=1, max_size=2)
    if native.startswith("{") and kind.startswith("{"):
        below = (pair or "").removeprefix("{") or None
        inner = _value(table, module, native[1:], kind[1:], below, depth, False)
        return None if inner is None else st.dictionaries(PLAIN, inner, min_size=1, max_size=2)
    if native and kind.startswith("@") and depth:
        return st.one_of([_one(table, module, name, kind[1:], pair, depth - 1) for name in native.split("|")])
    return PLAIN if not native and kind[0] not in "@[{" else None


def _one(
    table: Table, module: str, name: str, model: str, pair: str | None, depth: int
) -> st.SearchStrategy[dict[str, Any]]:
    native = nativesdk.nested(module, name)
    rules, entry = table.pair(pair), table.model(model)
    for value in native.constants.values():
        if child := entry.get("v", {}).get(value):
            model = child
            rules = table.pair(rules.get("v", {}).get(value)) if "d" in rules else rules
    return _fields(table, module, native.fields, native.constants, {} if "d" in rules else rules, model, depth)


@pytest.mark.parametrize("token", TYPES)
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_inputs_come_back_from_the_body(token: str, data: st.DataObject) -> None:
    kind = kind_of(token)
    given_inputs = data.draw(inputs(token))
    body = kind.to_body(given_inputs)
    assert kind.to_inputs(body) == given_inputs
    unknown = [problem for problem in kind.check(body) if problem.code == "UnknownProperty"]
    assert unknown == []
