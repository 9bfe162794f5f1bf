"""Pulumi's provider protocol for `azure-native`: inputs in, the bodies that Azure gets out.

Create on a resource that is already there: azure-native refuses, because it can't know whose it is. So do we, unless it
is as we would make it, or the last attempt to make it failed: that is what an engine killed between the request and
its state leaves behind, and putting the same body again is what Resource Manager is made for.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from local.provider.arm import Arm, ArmFailure, Body, Cancelled
from local.provider.changes import changes, contains, observed
from local.provider.endpoint import Endpoint, Refused, find, identify
from local.provider.functions import UnknownFunction, call
from local.provider.names import automatic
from local.provider.values import UNKNOWN, holds_secret, plain, struct
from local.types.resource_type import ResourceType
from local.types.table import table

UNFINISHED = {"failed", "canceled", "creating", "accepted", "updating", "provisioning", "inprogress"}
AUTONAMED = "__autonamed"

Answer = TypeVar("Answer")


class UnknownType(Exception):
    """One sentence: which type, and where to add it."""


def known(token: str) -> ResourceType:
    """The table's entry of an azure-native type."""
    if found := table().by_token(token):
        return found
    raise UnknownType(
        f"{token}: not known to the local environment; add it to local/types/names.txt and run `make types`."
    )


def one_sentence(method: Callable[..., Answer]) -> Callable[..., Answer]:
    """A failure that has an explanation reaches the user as that, not as a traceback."""

    @functools.wraps(method)
    def told(self: AzureNative, request: Any, context: grpc.ServicerContext) -> Answer:
        try:
            return method(self, request, context)
        except Cancelled as error:
            context.abort(grpc.StatusCode.CANCELLED, str(error))
        except (ArmFailure, Refused, UnknownType, UnknownFunction, LookupError) as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error.args[0]) if error.args else str(error))
        raise AssertionError("abort raises")

    return told


class AzureNative(provider_pb2_grpc.ResourceProviderServicer):
    """One per process, as the engine starts it. `arm` is there once the engine has configured us."""

    def __init__(self) -> None:
        self._arm: Arm | None = None
        self._location: str | None = None

    @property
    def arm(self) -> Arm:
        if self._arm is None:
            raise Refused("azure-native: used before it was configured.")
        return self._arm

    def cancel(self) -> None:
        if self._arm:
            self._arm.cancelled.set()

    # -- the plugin itself

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 gRPC's names
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, accept_resources=False, accept_outputs=False, supports_autonaming_configuration=True
        )

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=version())

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return provider_pb2.GetSchemaResponse(schema=f'{{"name": "azure-native", "version": "{version()}"}}')

    def GetMapping(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return provider_pb2.GetMappingsResponse()

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return provider_pb2.DiffResponse()

    @one_sentence
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        endpoint: Endpoint = find()
        client = endpoint.open()
        identify(endpoint, client)
        self._arm = Arm(endpoint, client)
        self._location = plain(request.args).get("location") or request.variables.get("azure-native:config:location")
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, acceptResources=False, acceptOutputs=False
        )

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.cancel()
        return empty_pb2.Empty()

    # -- resources

    @one_sentence
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        kind = known(_token(request.urn))
        inputs, before = plain(request.news), plain(request.olds)
        added: dict[str, Any] = {}
        name = kind.name_parameter
        if name and name not in inputs and name not in before:
            proposed = request.autonaming.proposed_name if request.HasField("autonaming") else ""
            added[name] = proposed or automatic(kind.arm, request.urn.rpartition("::")[2], request.randomSeed)
            added[AUTONAMED] = True
        elif name and name not in inputs and before.get(AUTONAMED):
            added |= {name: before[name], AUTONAMED: True}
        if "location" in kind.inputs and kind.tracked and "location" not in inputs and self._location:
            added["location"] = self._location
        failures = [
            provider_pb2.CheckFailure(property=parameter.input, reason=f"{parameter.input}: required, and not given.")
            for parameter in kind.parameters
            if parameter.input
            and not parameter.fixed
            and not (inputs | added).get(parameter.input)
            and parameter.input != "subscriptionId"
        ]
        failures += [
            provider_pb2.CheckFailure(property=problem.path, reason=problem.message)
            for problem in kind.check_inputs({**inputs, **added})
            if problem.code != "UnknownToNewerApi"
        ]
        checked = request.news
        checked.update(added)
        return provider_pb2.CheckResponse(inputs=checked, failures=failures)

    @one_sentence
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        kind = known(_token(request.urn))
        old, new = plain(request.old_inputs), plain(request.news)
        answer = provider_pb2.DiffResponse(hasDetailedDiff=True, changes=provider_pb2.DiffResponse.DIFF_NONE)
        ignored = set(request.ignoreChanges)
        for path, change in changes(old, new):
            if path in ignored:
                continue
            replaces = kind.create_only(path)
            name = f"{change}_replace" if replaces else change
            answer.detailedDiff[path].kind = getattr(provider_pb2.PropertyDiff, name.upper())
            answer.detailedDiff[path].inputDiff = True
            answer.diffs.append(path)
            if replaces:
                answer.replaces.append(path)
        if answer.diffs:
            answer.changes = provider_pb2.DiffResponse.DIFF_SOME
        # Two resources can't have the same name at the same time, unless it was made up by us.
        answer.deleteBeforeReplace = bool(answer.replaces) and self._same_id(kind, old, new)
        return answer

    def _same_id(self, kind: ResourceType, old: dict[str, Any], new: dict[str, Any]) -> bool:
        if new.get(AUTONAMED):
            return False
        try:
            return self._id(kind, old).lower() == self._id(kind, new).lower()
        except KeyError:
            return True

    @one_sentence
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        kind, inputs = known(_token(request.urn)), plain(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=request.properties)
        resource_id, body = self._id(kind, inputs), kind.to_body(inputs)
        if not kind.has_fixed_name:
            self._adopt(kind, resource_id, body)
        made = self.arm.put(resource_id, kind.api_version, body, self._query(kind, inputs))
        return provider_pb2.CreateResponse(
            id=made.get("id", resource_id), properties=outputs(kind, made, request.properties)
        )

    def _adopt(self, kind: ResourceType, resource_id: str, body: Body) -> None:
        """Go on where nothing is there or what is there is ours; ArmFailure otherwise."""
        there = self.arm.get(resource_id, kind.api_version)
        if there is None or contains(there, kind.conceal(body)):
            return
        properties = there.get("properties")
        state = properties.get("provisioningState", "") if isinstance(properties, dict) else ""
        if str(state).lower() not in UNFINISHED:
            raise ArmFailure(
                409, "ResourceExists", f"cannot create already existing resource '{resource_id}'; import it."
            )

    @one_sentence
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        kind = known(_token(request.urn))
        body = self.arm.get(request.id, kind.api_version)
        if body is None:
            return provider_pb2.ReadResponse()
        actual = kind.to_inputs(body)
        wanted = plain(request.inputs)
        if not wanted:
            return provider_pb2.ReadResponse(
                id=body.get("id", request.id),
                properties=outputs(kind, body, request.properties),
                inputs=struct(actual, [name for name in actual if kind.is_secret(name)]),
            )
        inputs = request.inputs
        for name, value in observed(wanted, actual).items():
            if value != wanted[name] and not holds_secret(inputs.fields[name]):
                inputs.update({name: value})
        return provider_pb2.ReadResponse(
            id=request.id, properties=outputs(kind, body, request.properties), inputs=inputs
        )

    @one_sentence
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        kind, inputs = known(_token(request.urn)), plain(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=request.news)
        body = kind.to_body(inputs)
        self._keep_children(kind, request.id, body)
        made = self.arm.put(request.id, kind.api_version, body, self._query(kind, inputs))
        return provider_pb2.UpdateResponse(properties=outputs(kind, made, request.news))

    def _keep_children(self, kind: ResourceType, resource_id: str, body: Body) -> None:
        """A network put without its subnets loses them, also those that are resources of their own: send them again."""
        left_out = [path.split("/") for path in kind.embedded if not _at(body, path.split("/"))]
        if not left_out:
            return
        there = self.arm.get(resource_id, kind.api_version) or {}
        for steps in left_out:
            if children := _at(there, steps):
                holder = body
                for step in steps[:-1]:
                    holder = holder.setdefault(step, {})
                holder[steps[-1]] = children

    @one_sentence
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        kind = known(_token(request.urn))
        if "delete" in kind.codes:  # what Azure can't delete goes with its parent
            self.arm.delete(request.id, kind.api_version)
        return empty_pb2.Empty()

    @one_sentence
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        answer = call(request.tok, plain(request.args), self.arm)
        secrets = [name for name in answer if name in ("keys", "token")]
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(struct(answer, secrets))  # a keyword, so not to be had otherwise
        return response

    def _id(self, kind: ResourceType, inputs: dict[str, Any]) -> str:
        return kind.resource_id(inputs, str(inputs.get("subscriptionId") or self.arm.endpoint.subscription))

    @staticmethod
    def _query(kind: ResourceType, inputs: dict[str, Any]) -> dict[str, str]:
        return {name: str(inputs[name]) for name in kind.query if name in inputs}


def outputs(kind: ResourceType, body: Body, inputs: Any) -> Any:
    """An answer of Azure's as the resource's outputs; what was secret as an input is secret here too."""
    shown = kind.to_outputs(body)
    return struct(shown, [name for name in shown if kind.is_secret(name) or holds_secret(inputs.fields[name])])


def _at(body: Body, steps: list[str]) -> Any:
    value: Any = body
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _token(urn: str) -> str:
    """The resource's own type, out of a URN whose third part names its parents' types first."""
    return urn.split("::")[2].rpartition("$")[2]


@functools.cache
def version() -> str:
    from importlib.metadata import version as installed

    return installed("pulumi-azure-native")


__all__ = ["UNKNOWN", "AzureNative", "UnknownType", "known", "outputs"]
