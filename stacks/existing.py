"""What Azure has from the start, and azure-native won't take over by itself: Defender's plans, Azure's own log tables.

azure-native refuses to create what exists already. Before an environment's first deployment can end, such resources are
imported once: `pulumi preview --import-file FILE` writes down what would be created, and
`python -m stacks.existing FILE OUTPUTS` keeps of it what Azure has, with its ids, for `pulumi import --file FILE`.
OUTPUTS is what `pulumi stack output --json` says.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from controls import residency

TABLE = "azure-native:operationalinsights:Table"
PLAN = "azure-native:security:Pricing"
CONTACT = "azure-native:security:SecurityContact"
# By the last part of a plan's logical name. The same as in components/defender.py; a test holds them together.
PLANS = {
    "storage": "StorageAccounts",
    "vaults": "KeyVaults",
    "databases": "OpenSourceRelationalDatabases",
    "web": "AppServices",
    "resource-manager": "Arm",
    "containers": "Containers",
}


def existing(document: Mapping[str, Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The import file without what Azure doesn't have, and with ids. KeyError names the output that is missing."""
    found = []
    for each in document["resources"]:
        if resource_id := identify(each["type"], each["name"], outputs):
            found.append({**each, "id": resource_id})
    return {**document, "resources": found}


def identify(kind: str, name: str, outputs: Mapping[str, Any]) -> str | None:
    """The id of a resource that is there from the start, by type and logical name; None for any other."""
    security = f"/subscriptions/{outputs['subscription']}/providers/Microsoft.Security"
    if kind == PLAN:
        plan = next((title for end, title in PLANS.items() if name.endswith(f"-{end}")), None)
        return f"{security}/pricings/{plan}" if plan else None
    if kind == CONTACT:
        return f"{security}/securityContacts/default"
    if kind == TABLE:
        *_, code, table = name.split("-")
        region = next(each for each in outputs["regions"] if residency.region(each).code == code)
        return f"{outputs['regions'][region]['workspace']}/tables/{table}"
    return None


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("Usage: python -m stacks.existing FILE OUTPUTS", file=sys.stderr)
        return 2
    file, said = Path(arguments[0]), Path(arguments[1])
    try:
        document = existing(json.loads(file.read_text()), json.loads(said.read_text()))
    except (OSError, ValueError, KeyError) as error:
        print(f"{' '.join(arguments)}: not an import file and a stack's outputs: {error}.", file=sys.stderr)
        return 1
    file.write_text(json.dumps(document, indent=2) + "\n")
    print(f"{file}: {len(document['resources'])} resources that Azure has from the start.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
