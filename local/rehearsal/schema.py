"""What was asked for, against Microsoft's own models: names, types, enums, and what the newest API no longer has."""

from typing import Any

from local.provider import check
from local.types.table import table


def problems(state: dict[str, Any]) -> dict[str, Any]:
    """`checked`: how many resources were; `problems`: each with `resource` (URN), `property` and `message`."""
    checked, found = 0, []
    for each in state["deployment"].get("resources", ()):
        if not (kind := table().by_token(each["type"])) or each.get("external"):
            continue
        checked += 1
        inputs = {name: value for name, value in each["inputs"].items() if not name.startswith(check.INTERNAL)}
        said = list(check.mistakes(kind, inputs))
        for path in check.outdated(kind, inputs):
            text = f"{path} isn't in {kind.arm} as of {kind.api_version}: Azure may ignore it."
            said.append(check.Mistake(path, text))
        found += [{"resource": each["urn"], "property": one.property, "message": one.reason} for one in said]
    return {"checked": checked, "problems": found}
