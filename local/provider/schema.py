"""The package's schema as far as the engine needs one: which types there are and which inputs they take."""

from __future__ import annotations

import json

from local.provider import PACKAGE, plugin_version
from local.types.table import Table

ANY = {"$ref": "pulumi.json#/Any"}


def schema(table: Table) -> str:
    resources = {
        kind.token: {
            "inputProperties": dict.fromkeys(sorted(kind.inputs), ANY),
            "requiredInputs": sorted(kind.required_inputs & kind.inputs),
            "properties": dict.fromkeys(sorted(kind.inputs - {"id", "urn"}), ANY),
        }
        for kind in table.types
    }
    return json.dumps({"name": PACKAGE, "version": plugin_version(), "resources": resources})
