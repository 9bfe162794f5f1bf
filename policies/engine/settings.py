"""How strict a rule is and with which numbers: defaults in the rule, changed by the pack's configuration, validated."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    DISABLED = "disabled"
    REMEDIATE = "remediate"


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """A parameter of a rule. A number may only be made stricter than `minimum`; a list may only hold `choices`."""

    default: Any
    text: str
    minimum: int | None = None
    choices: tuple[str, ...] | None = None

    @property
    def schema(self) -> dict[str, Any]:
        """The type, for Pulumi's engine. What is allowed is left to `configured`, whose sentence names the value."""
        described: dict[str, Any] = {"description": self.text, "type": "string"}
        if isinstance(self.default, int):
            described["type"] = "integer"
        elif isinstance(self.default, (tuple, list)):
            described |= {"type": "array", "items": {"type": "string"}}
        return described


class SettingError(ValueError):
    """The configuration names a rule or a value that isn't allowed; the message is one sentence."""


def defaults(settings: Mapping[str, Setting]) -> dict[str, Any]:
    return {name: setting.default for name, setting in settings.items()}


def configured(rule: str, settings: Mapping[str, Setting], given: Mapping[str, Any]) -> dict[str, Any]:
    """The rule's settings with `given` in place of defaults; raises SettingError."""
    for name, value in given.items():
        setting = settings.get(name)
        if setting is None:
            known = ", ".join(settings) or "none"
            raise SettingError(f"Rule {rule} has no setting {name!r}; it has: {known}.")
        _check(rule, name, setting, value)
    return defaults(settings) | {name: _whole(value) for name, value in given.items()}


def _check(rule: str, name: str, setting: Setting, value: Any) -> None:
    if isinstance(setting.default, int):
        whole = _whole(value)
        if not isinstance(whole, int) or isinstance(whole, bool):
            raise SettingError(f"Setting {name!r} of rule {rule} is {value!r}; it must be a whole number.")
        if setting.minimum is not None and whole < setting.minimum:
            raise SettingError(f"Setting {name!r} of rule {rule} is {whole}; it must be at least {setting.minimum}.")
    elif isinstance(setting.default, (tuple, list)):
        if not isinstance(value, (list, tuple)) or not value:
            raise SettingError(f"Setting {name!r} of rule {rule} is {value!r}; it must be a list that isn't empty.")
        for item in value:
            if setting.choices is not None and item not in setting.choices:
                allowed = ", ".join(setting.choices)
                raise SettingError(f"Setting {name!r} of rule {rule} holds {item!r}; allowed are: {allowed}.")
    elif not isinstance(value, str):
        raise SettingError(f"Setting {name!r} of rule {rule} is {value!r}; it must be text.")


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
