"""The outcome of a rule on a resource that isn't "passed", and the one sentence that says so."""

from dataclasses import dataclass
from enum import StrEnum

from policies.engine.exemptions import Exemption
from policies.engine.finding import Finding, show
from policies.engine.resource import Resource
from policies.engine.rule import AnyRule
from policies.engine.settings import Level


class Kind(StrEnum):
    VIOLATION = "violation"
    UNDECIDED = "undecided"  # the value isn't known yet
    EXEMPTED = "exempted"
    EXPIRED = "expired"  # an exemption that is over; what it covered counts again
    UNUSED = "unused"  # an exemption that covered nothing
    BROKEN = "broken"  # the rule itself failed on this resource


@dataclass(frozen=True, slots=True)
class Verdict:
    """`level` is what to do about it: only a mandatory one stops a deployment."""

    kind: Kind
    rule: AnyRule
    level: Level
    urn: str
    message: str
    finding: Finding | None = None
    exemption: Exemption | None = None


def violation(rule: AnyRule, resource: Resource | None, found: Finding) -> str:
    """Resource, property, value, rule, what is allowed, fix: all in one sentence."""
    fix = (found.fix or rule.fix).rstrip(".")
    state = f"leaves {found.path} unset" if found.value is None else f"has {found.path} {_shown(found, resource)}"
    return (
        f"{called(resource)} {state}, but rule {rule.name} ({', '.join(rule.serves)}) allows only "
        f"{found.allowed}: {fix[:1].lower()}{fix[1:]}."
    )


def undecided(rule: AnyRule, resource: Resource | None, path: str, final: bool) -> str:
    when = "it must be known by now, so the deployment stops" if final else "it is decided at deployment"
    return f"{called(resource)}: rule {rule.name} is not decidable yet, because {path} isn't known; {when}."


def called(resource: Resource | None) -> str:
    return "The stack" if resource is None else f'{resource.type.rpartition(":")[2]} "{resource.name}"'


def _shown(found: Finding, resource: Resource | None) -> str:
    """The value, unless it is a secret or may hold one."""
    if resource is not None and resource.secrets:
        hidden = found.value in resource.secrets or isinstance(found.value, (dict, list))
        return "[secret]" if hidden else show(found.value)
    return show(found.value)
