"""Each environment as its settings make it: the real program under Pulumi's mocks, once a process."""

import json
import os
import runpy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pulumi
import yaml

from components.base import Component
from tests.components.recording import record

CLONE = Path(__file__).resolve().parent.parent.parent
ENVIRONMENTS = ("dev", "staging", "prod")


@dataclass(frozen=True)
class Made:
    """One resource: `components` are the classes that it belongs to, the innermost first."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    components: tuple[type[Component], ...]


def settings(environment: str) -> dict[str, Any]:
    """What stands in Pulumi.<environment>.yaml under `config`."""
    return yaml.safe_load((CLONE / f"Pulumi.{environment}.yaml").read_text())["config"]


@cache
def estate(environment: str) -> tuple[Made, ...]:
    """Everything of Azure's that the environment asks for, in the program's order."""
    return made(settings(environment), environment)


def made(config: Mapping[str, Any], environment: str) -> tuple[Made, ...]:
    """What the program makes of a configuration."""
    above: dict[pulumi.Resource, tuple[type[Component], ...]] = {}
    parents: dict[tuple[str, str], tuple[type[Component], ...]] = {}

    def note(args: pulumi.ResourceTransformationArgs) -> None:
        own = (type(args.resource),) if isinstance(args.resource, Component) else ()
        inside = above.get(args.opts.parent, ()) if args.opts.parent else ()
        above[args.resource] = parents[args.type_, args.name] = (*own, *inside)

    def program() -> None:
        pulumi.runtime.register_stack_transformation(note)
        runpy.run_path(str(CLONE / "stacks"))

    given = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    with patch.dict(os.environ, {"PULUMI_CONFIG": json.dumps(given)}):
        asked = record(program, environment)
    return tuple(
        Made(each.type, each.name, _plain(each.inputs), parents[each.type, each.name]) for each in asked.resources
    )


def _plain(value: Any) -> Any:
    """Enums as the text that Azure gets."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else getattr(value, "value", value)
