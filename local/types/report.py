"""Where azure-native and Microsoft's newest clients differ: API versions, and properties that only one side has."""

from collections.abc import Mapping
from typing import Any


def report(table: Mapping[str, Any]) -> str:
    lines = []
    for token, entry in table["types"].items():
        newer = "" if entry["api"] == entry["native"] else f" (azure-native {entry['native']})"
        lines.append(f"{token}: {entry['arm']} {entry['api']}{newer}")
        for way, title in (("in", "input"), ("out", "output")):
            pair = table["pairs"].get(entry.get(way), {})
            for name in pair.get("+", []):
                lines.append(f"    {title} {name}: only azure-native has it")
            if way == "in":
                for path in pair.get("x", []):
                    lines.append(f"    input {path}: only the client has it")
    lines.append("")
    for name, pair in table["pairs"].items():
        if pair.get("+") and not name.endswith((">in", ">out")):
            lines.append(f"{name}: only azure-native has {', '.join(pair['+'])}")
    return "\n".join(lines)
