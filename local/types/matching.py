"""Which PUT operation of Microsoft's clients an azure-native type stands for."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from local.types.library import ModelSource
from local.types.nativesdk import NativeResource
from local.types.operations import Operation
from local.types.parameter import Parameter

GROUP = "Microsoft.Resources/resourceGroups"  # the one resource whose URL doesn't name its provider


MINIMUM = 0.6  # share of a type's inputs that the operation must know


def plain(name: str) -> str:
    """A name without case and separators: how `Enable_nfs-V3` and `enableNfsV3` are the same."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def arm_type(url: str) -> str:
    """`.../providers/Microsoft.Storage/storageAccounts/{a}/blobServices/default` without the names."""
    _, found, rest = url.rpartition("/providers/")
    if not found:
        return GROUP
    namespace, *segments = rest.split("/")
    return "/".join([namespace, *segments[::2]])


def parameters(operation: Operation, native: NativeResource) -> tuple[str, tuple[Parameter, ...]]:
    """(URL with every name as a parameter, the parameters). A literal name (`blobServices/default`) becomes fixed."""
    inputs = {plain(name): name for name in native.inputs.fields}
    prefix, found, rest = operation.url.rpartition("/providers/")
    segments = rest.split("/")
    fixed = {}
    if found:
        for index in range(2, len(segments), 2):
            if not segments[index].startswith("{"):
                kind = segments[index - 1]
                name = inputs.get(plain(kind) + "name") or inputs.get(_singular(plain(kind)) + "name")
                fixed[name or _singular(kind) + "Name"] = segments[index]
                segments[index] = f"{{{name or _singular(kind) + 'Name'}}}"
    url = f"{prefix}{found}{'/'.join(segments)}"
    names = [name for name in re.findall(r"\{(\w+)\}", url) if name != "subscriptionId"]
    result = []
    for name in names:
        python = operation.parameters.get(name, name)
        given = inputs.get(plain(name)) or inputs.get(plain(python))
        result.append(Parameter(name, given, fixed.get(name)))
    return url, tuple(result)


def _singular(word: str) -> str:
    return word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")


def best(
    native: NativeResource, candidates: Iterable[Operation], models: dict[str, ModelSource], wanted: str | None
) -> Operation:
    """The operation whose path and body best cover the type's inputs; LookupError in one sentence if none does."""
    scored = []
    for operation in candidates:
        if wanted and wanted.lower() not in (
            arm_type(operation.url).lower(),
            operation.key.rpartition("/providers/")[2],
        ):
            continue
        _, names = parameters(operation, native)
        # A request's own name may be anybody's choice; azure-native then doesn't ask for it.
        if any(not p.input and not p.fixed for p in (names[:-1] if wanted else names)):
            continue
        taken = {p.input for p in names}
        rest = [name for name in native.inputs.fields if name not in taken]
        known = shallow_names(operation, models[operation.client])
        covered = sum(plain(name) in known for name in rest) / len(rest) if rest else 1
        kind = arm_type(operation.url)
        named = SequenceMatcher(None, plain(native.token.rpartition(":")[2]), plain(kind.rpartition("/")[2])).ratio()
        # azure-native's modules are named after the package (frontdoor) or the provider (dbforpostgresql).
        provider, package = kind.partition("/")[0].partition(".")[2], operation.package.removeprefix("azure-mgmt-")
        if wanted or (covered >= MINIMUM and plain(native.module) in (plain(package), plain(provider))):
            scored.append((covered + 0.4 * named, operation.api_version, operation.url, operation))
    if not scored:
        raise LookupError(
            f"No PUT operation of the azure-mgmt packages fits {native.token}: name its ARM type in names.txt."
        )
    return max(scored, key=lambda item: item[:3])[3]


def shallow_names(operation: Operation, models: ModelSource) -> set[str]:
    """Names of the body's fields and of its `properties`' fields, as JSON and as Python has them."""
    if not operation.body:
        return set()
    body = models.get(operation.body)
    fields = dict(body.fields)
    inner = fields["properties"].type if "properties" in fields else ""
    if inner.startswith("@"):
        fields |= models.get(inner[1:]).fields
    return {plain(name) for name in fields} | {plain(f.python) for f in fields.values()}
