"""The running stack's settings, as the engine passes them."""

import json
from typing import Any

import pulumi
from pulumi.runtime import config as runtime

from stacks.settings import Settings, SettingsError, check_environment, checked, ours, validate
from stacks.settings_cell import CellSettings, validate_cell


def settings() -> Settings | CellSettings:
    """An environment's, or a cell's with those of its environment, where the stack has `cell` among its settings.

    Raises pulumi.RunError: one sentence, before any resource is asked for.
    """
    stack = pulumi.get_stack()
    source = f"Pulumi.{stack}.yaml"
    try:
        values = ours(given(), source)
        if "cell" in values:
            return validate_cell(values, source)
        check_environment(stack, source)
        return checked(stack, validate(values, source), source)
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from None


def given() -> dict[str, Any]:
    """The whole configuration by its full keys, structured values as such. Of a secret only that it is one."""
    values = {**runtime.get_config_env(), **runtime.CONFIG.get()}
    return {
        key: {"secure": ""} if runtime.is_config_secret(key) else _structured(value) for key, value in values.items()
    }


def _structured(value: Any) -> Any:
    """The engine passes every value as text, structured ones as JSON; what reads as neither is text itself."""
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
