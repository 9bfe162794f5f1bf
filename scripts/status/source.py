"""What the public pages are made of: who measures, who is written to, where they go."""

from __future__ import annotations

import json
import os

from pydantic import ValidationError

from scripts.errors import UserError
from scripts.estate import Disclosure, Estate, Measured, Part, Site

VARIABLE = "CORDON_STATUS"  # a job's own description, as JSON: it has no engine to ask for the stack's outputs


class Source(Part):
    """`host` is what users type. Names and ids only, never a secret."""

    environment: str
    subscription: str
    host: str
    site: Site
    availability: Measured
    disclosure: Disclosure = Disclosure()


def of(estate: Estate) -> Source:
    """What a stack says of itself; UserError where it is of before there were public pages."""
    if not (estate.site and estate.availability):
        raise UserError(
            "The stack has no outputs site and availability, so there is nothing to publish; deploy it again."
        )
    return Source(
        environment=estate.environment,
        subscription=estate.subscription,
        host=estate.edge.host,
        site=estate.site,
        availability=estate.availability,
        disclosure=estate.disclosure or Disclosure(),
    )


def from_environment() -> Source | None:
    """The source that CORDON_STATUS describes; None where it is not set. UserError names what is wrong in it."""
    if not (text := os.environ.get(VARIABLE)):
        return None
    try:
        return Source.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(f"{VARIABLE}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
    except ValueError as error:
        raise UserError(f"{VARIABLE} can't be read as JSON: {error}.") from None
