"""Pulumi's protocol without Pulumi's SDK: a plugin needs only the generated modules, and so starts in half the time."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def without_sdk() -> None:
    """Let `pulumi.runtime.proto` be imported without running `pulumi` and `pulumi.runtime`, its parents.

    For the main function of a process that is a plugin and nothing else: nobody in it can import the SDK afterwards.
    """
    for name in ("pulumi", "pulumi.runtime"):
        spec = importlib.util.find_spec(name)
        assert spec
        bare: ModuleType = importlib.util.module_from_spec(spec)
        sys.modules[name] = bare
