"""A name in a resource's URL."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """Where azure-native takes the name from (`input`), or its only value (`fixed`); both: a default."""

    name: str
    input: str | None = None
    fixed: str | None = None
