"""Values that aren't known yet: reading one stops the rule, so that it can never pass by not having looked."""

from typing import Any

# The engine sends these strings in place of values that a preview can't know (pulumi/sdk resource/plugin/rpc.go).
SENTINELS = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # string
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
UNKNOWN: Any = type("Unknown", (), {"__repr__": lambda self: "unknown", "__slots__": ()})()


class UndecidableError(Exception):
    """A rule read a value that isn't known yet. The only argument is the path of that value."""

    @property
    def path(self) -> str:
        return str(self.args[0])


class GuardedDict(dict[str, Any]):
    """A mapping that holds unknown values and raises when one is read, listed or asked for."""

    __slots__ = ("_path",)

    def __init__(self, values: dict[str, Any], path: str = "") -> None:
        super().__init__((key, guard(value, _join(path, key))) for key, value in dict.items(values))
        self._path = path

    def _known(self, key: str) -> None:
        if dict.get(self, key) is UNKNOWN:
            raise UndecidableError(_join(self._path, key))

    def __getitem__(self, key: str) -> Any:
        self._known(key)
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None, /) -> Any:
        self._known(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._known(str(key))
        return super().__contains__(key)

    def values(self) -> Any:
        return [self[key] for key in self]

    def items(self) -> Any:
        return [(key, self[key]) for key in self]


class GuardedList(list[Any]):
    """A list that holds unknown values and raises when one is reached."""

    __slots__ = ("_path",)

    def __init__(self, values: list[Any], path: str) -> None:
        super().__init__(guard(value, f"{path}[{index}]") for index, value in enumerate(list.__iter__(values)))
        self._path = path

    def __getitem__(self, index: Any) -> Any:
        value = super().__getitem__(index)
        if value is UNKNOWN:
            raise UndecidableError(f"{self._path}[{index}]")
        return value

    def __iter__(self) -> Any:
        return (self[index] for index in range(len(self)))

    def __contains__(self, value: object) -> bool:
        return any(each == value for each in self)


def guard(value: Any, path: str = "") -> Any:
    """`value` with every mapping and list in it guarded. Plain values, unknown ones included, come back as they are."""
    if isinstance(value, dict):
        return GuardedDict(value, path)
    return GuardedList(value, path) if isinstance(value, list) else value


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
