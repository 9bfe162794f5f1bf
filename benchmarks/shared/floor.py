"""What a floor is made of: the estate's resources out of its own state, without SDK, components or outputs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any


def bare(state: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The azure-native resources of a state in plain text, each with the positions of those that it waits for."""
    own = [each for each in state if each["type"].startswith("azure-native:")]
    index = {each["urn"]: number for number, each in enumerate(own)}
    return [
        {
            "type": each["type"],
            "inputs": opened({name: value for name, value in each["inputs"].items() if not name.startswith("__")}),
            "after": [index[urn] for urn in each.get("dependencies") or () if urn in index],
        }
        for each in own
    ]


def opened(value: Any) -> Any:
    """Secrets as the values that they are; these were made for this run."""
    if isinstance(value, dict):
        return json.loads(value["plaintext"]) if "plaintext" in value else {k: opened(v) for k, v in value.items()}
    return [opened(each) for each in value] if isinstance(value, list) else value
