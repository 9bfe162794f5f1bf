"""Settings of the second gate: what Azure itself does with what breaks a rule."""

from typing import Literal

from stacks.model import Model


class AzurePolicy(Model):
    """Deny refuses, Audit reports, Disabled makes no policies at all. `enforced` false only tries them out."""

    effect: Literal["Deny", "Audit", "Disabled"] = "Deny"
    enforced: bool = True
