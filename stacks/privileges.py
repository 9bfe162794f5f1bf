"""Privileged roles of an environment: who may ask for which."""

import pulumi

from components.base import Place
from components.pim import Grant, Pim, PimArgs
from components.roles import ELIGIBLE
from stacks.caller import Caller
from stacks.settings import Settings


def privileges(settings: Settings, place: Place, caller: Caller, opts: pulumi.ResourceOptions) -> Pim | None:
    """The eligible groups, if the settings name any."""
    grants = {
        name: Grant(group=each.group, role=ELIGIBLE[each.role], approvers=each.approvers, hours=each.hours)
        for name, each in settings.access.eligible.items()
    }
    if not grants:
        return None
    roles = {grant.role for grant in grants.values()}
    policies = {role: caller.role_policies[role.guid] for role in roles if role.guid in caller.role_policies}
    return Pim("pim", PimArgs(place=place, grants=grants, policies=policies, notify=settings.alerts.emails), opts)
