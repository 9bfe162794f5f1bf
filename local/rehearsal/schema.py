"""What was asked for, against Microsoft's own models: names, types, enums, and what the newest API no longer has."""

import json
from typing import Any

from local.provider import check
from local.rehearsal.against import SECRET, SIGNATURE
from local.types.table import table


def problems(state: dict[str, Any]) -> dict[str, Any]:
    """`checked`: how many resources were; `problems`: each with `resource` (URN), `property` and `message`."""
    checked, found = 0, []
    for each in state["deployment"].get("resources", ()):
        if not (kind := table().by_token(each["type"])) or each.get("external"):
            continue
        checked += 1
        inputs = {name: _open(value) for name, value in each["inputs"].items() if not name.startswith(check.INTERNAL)}
        said = list(check.mistakes(kind, inputs))
        for path in check.outdated(kind, inputs):
            text = f"{path} isn't in {kind.arm} as of {kind.api_version}: Azure may ignore it."
            said.append(check.Mistake(path, text))
        found += [{"resource": each["urn"], "property": one.property, "message": one.reason} for one in said]
    return {"checked": checked, "problems": found}


def _open(value: Any) -> Any:
    """The value that a secret is."""
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET and "plaintext" in value:
            return json.loads(value["plaintext"])
        return {key: _open(each) for key, each in value.items()}
    return [_open(each) for each in value] if isinstance(value, list) else value
