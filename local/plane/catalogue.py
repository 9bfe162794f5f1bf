"""Which resource types and API versions exist: the generated table, with Azure's refusals for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.plane.behaviour import ArmError
from local.plane.ids import ArmId

if TYPE_CHECKING:
    from local.types.table import ResourceType, Table

VERSION = re.compile(r"(20\d\d-[01]\d-[0-3]\d)(-preview|-alpha|-beta|-privatepreview)?")
RECORDS = ("A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")
FIRST_VERSION = "2014-01-01"  # Azure Resource Manager has been there since


class Catalogue:
    def __init__(self, table: Table) -> None:
        self.types: dict[str, ResourceType] = {}
        self._variants: dict[str, list[ResourceType]] = {}
        for one in (spelt for each in table.types for spelt in _spelt_out(each)):
            self.types.setdefault(one.arm.lower(), one)
            self._variants.setdefault(one.arm.lower(), []).append(one)
        self.namespaces: dict[str, list[ResourceType]] = {}
        for one in self.types.values():
            self.namespaces.setdefault(one.arm.split("/")[0].lower(), []).append(one)

    def find(self, type: str) -> ResourceType | None:
        return self.types.get(type.lower())

    def of(self, parsed: ArmId) -> ResourceType | None:
        """The type of a resource; some differ only in a fixed name (`sites/config/logs`)."""
        variants = self._variants.get(parsed.type.lower(), [])
        if len(variants) > 1 and parsed.name:
            for one in variants:
                if one.has_fixed_name and one.parse(parsed.path) is not None:
                    return one
        return variants[0] if variants else None

    def require(self, parsed: ArmId, api_version: str) -> ResourceType:
        """The type of a resource or collection; ArmError where Azure has none such or not in that version."""
        known = self.namespaces.get(parsed.namespace.lower())
        if known is None:
            text = f"The resource namespace '{parsed.namespace}' is invalid."
            raise ArmError(404, "InvalidResourceNamespace", text)
        one = self.of(parsed)
        if one is None:
            kind = "/".join(parsed.types)
            text = (
                f"The resource type '{kind}' could not be found in the namespace '{known[0].arm.split('/')[0]}' "
                f"for api version '{api_version}'. The supported api-versions are '{_versions(known)}'."
            )
            raise ArmError(404, "InvalidResourceType", text)
        check_version(api_version, one.arm, one.api_version)
        return one


def _spelt_out(kind: ResourceType) -> Iterator[ResourceType]:
    """Records of DNS zones are one type to a client and a type each to Resource Manager: `dnsZones/TXT`."""
    outer, _, last = kind.arm.rpartition("/")
    if last == "{recordType}":
        yield from (replace(kind, arm=f"{outer}/{record}") for record in RECORDS)
    else:
        yield kind


def _versions(types: list[ResourceType]) -> str:
    return ",".join(sorted({one.api_version for one in types}))


def check_version(api_version: str, type: str, supported: str) -> None:
    """ArmError 400 for a version that is missing, malformed or one that Azure can't have yet."""
    if not api_version:
        text = "The api-version query parameter (?api-version=) is required for all requests."
        raise ArmError(400, "MissingApiVersionParameter", text)
    match = VERSION.fullmatch(api_version)
    if match is None:
        text = f"The api-version '{api_version}' is invalid. The supported versions are '{supported}'."
        raise ArmError(400, "InvalidApiVersionParameter", text)
    if not FIRST_VERSION <= match[1] <= datetime.now(UTC).date().isoformat():
        namespace, _, kind = type.partition("/")
        text = (
            f"No registered resource provider found for location 'global' and API version '{api_version}' for type "
            f"'{kind}' of '{namespace}'. The supported api-versions are '{supported}'."
        )
        raise ArmError(400, "NoRegisteredProviderFound", text)
