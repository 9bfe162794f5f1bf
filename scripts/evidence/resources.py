"""Deployed resources, twice: what the program asked for and what Azure says, for what the proofs ask about."""

from collections.abc import Iterable, Mapping
from typing import Any

from controls import residency
from controls.catalogue import Catalogue
from controls.conditions import look
from controls.evidence import Resource
from controls.proofs.deployed import Deployed
from scripts.estate import Estate
from scripts.evidence.arm import Arm, arm_paths
from scripts.evidence.state import State, asked, resources

NATIVE = "azure-native:"


def wanted(catalogue: Catalogue) -> dict[str, set[str]]:
    """The properties that the catalogue asks about, by type."""
    found: dict[str, set[str]] = {}
    for commitment in catalogue:
        for proof in commitment.proofs:
            if isinstance(proof, Deployed):
                found.setdefault(proof.deployed, set()).update(proof.paths)
    return found


def gather(state: State, arm: Arm, estate: Estate, paths: Mapping[str, set[str]]) -> list[Resource]:
    """Every resource of the stack; UserError where Azure can't be asked. What isn't in Azure has no `actual`."""
    groups = {region.group.lower(): name for name, region in estate.regions.items()}
    found = []
    for each in resources(state):
        id, native = each.get("id", ""), each["type"].startswith(NATIVE)
        body = arm.get(id) if native and id.startswith("/") else None
        found.append(_resource(each, body, groups, paths.get(each["type"].removeprefix(NATIVE), ())))
    return found


def _resource(
    saved: dict[str, Any], body: dict[str, Any] | None, groups: Mapping[str, str], paths: Iterable[str]
) -> Resource:
    program = asked(saved)
    # Azure has no word on what another provider made; its state is what that provider last read.
    foreign = not saved["type"].startswith(NATIVE)
    actual = body if body is not None else program if foreign else {}
    tags = (body or {}).get("tags") or {}
    return Resource(
        id=saved.get("id", ""),
        urn=saved["urn"],
        type=saved["type"].removeprefix(NATIVE),
        name=saved["urn"].rpartition("::")[2],
        region=_region(saved.get("id", ""), program, groups),
        commitments=tuple(str(tags.get("commitments", "")).split()),
        exists=body is not None or foreign,
        asked={path: look(program, path) for path in sorted(paths)},
        actual={path: _first(actual, (path,) if foreign else arm_paths(path)) for path in sorted(paths)},
    )


def _first(body: dict[str, Any], paths: Iterable[str]) -> list[Any]:
    return next((found for path in paths if (found := look(body, path))), [])


def _region(id: str, program: dict[str, Any], groups: Mapping[str, str]) -> str:
    """Its own location; else that of the resource group that it is in. "" for what Azure calls global."""
    if location := residency.normalise(str(program.get("location") or "")):
        return "" if location == "global" else location
    parts = id.lower().split("/")
    return groups.get(parts[4], "") if len(parts) > 4 and parts[3] == "resourcegroups" else ""
