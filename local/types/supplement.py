"""Keep from an older release what the installed one dropped: `python -m local.types.supplement FOLDER RELEASE TYPE...`.

FOLDER is an `azure/mgmt` folder outside the environment, into which the older release was installed.
"""

import json
import sys
from pathlib import Path
from typing import Any

from local.types.library import SUPPLEMENTS
from local.types.matching import arm_type
from local.types.models import Models
from local.types.operations import operations
from local.types.sources import clients


def supplement(root: Path, release: str, types: set[str]) -> dict[str, Any]:
    """The operations on these ARM types, and all the models that they use."""
    data: dict[str, Any] = {"package": "", "release": release, "operations": [], "models": {}, "enums": {}}
    for client in clients(root):
        models = Models(client)
        for operation in operations(client):
            if arm_type(operation.url) in types:
                data["package"] = client.package
                data["operations"].append(
                    operation.to_json()
                    | {"client": client.package.removeprefix("azure-mgmt-") + release.replace(".", "_")}
                )
                for name in (operation.body, operation.response):
                    if name:
                        _reach(f"@{name}", models, data)
    return data


def _reach(kind: str, models: Models, data: dict[str, Any]) -> None:
    name = kind.lstrip("[{")
    if name.startswith("#"):
        data["enums"][name[1:]] = models.enum(name[1:])
    elif name.startswith("@") and name[1:] not in data["models"]:
        model = models.get(name[1:])
        data["models"][name[1:]] = model.to_json()
        for kind in [
            *(field.type for field in model.fields.values()),
            *(f"@{child}" for child in model.children.values()),
        ]:
            _reach(kind, models, data)


def main() -> None:
    folder, release, *types = sys.argv[1:]
    data = supplement(Path(folder), release, set(types))
    path = SUPPLEMENTS / f"{data['package']}.json"
    path.write_text(json.dumps(data, indent=1) + "\n")
    print(path)


if __name__ == "__main__":
    main()
