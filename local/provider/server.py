"""Pulumi's ResourceProvider service: unpacks each request, lets the module of its name do it, packs the answer."""

from __future__ import annotations

from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from local.home import home
from local.provider import check, diff, functions, plugin_version
from local.provider.arm import Arm, ArmFailure, CancelledError
from local.provider.connection import RefusedError, connect
from local.provider.engine_log import EngineLog
from local.provider.failures import abort_partial, sentences
from local.provider.journal import Journal
from local.provider.resources import Failure, Resources, Values, expected, refreshed_inputs, shown
from local.provider.schema import schema
from local.provider.values import encode, plain, secrets
from local.types.table import ResourceType, table

CONFIG = "azure-native:config:"


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """One a process. Until it is configured it can check and compare, but reach nothing."""

    def __init__(self, engine: str) -> None:
        self.log = EngineLog(engine)
        self._arm: Arm | None = None
        self._groups: dict[str, str] = {}

    @property
    def arm(self) -> Arm:
        if self._arm is None:
            raise RefusedError("the azure-native provider isn't configured.")
        return self._arm

    @property
    def resources(self) -> Resources:
        return Resources(self.arm, Journal(home().root / "provider"))

    def cancel(self) -> None:
        if self._arm:
            self._arm.cancel()

    # The plugin itself

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=plugin_version())

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return provider_pb2.GetSchemaResponse(schema=schema(table()))

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        """Another subscription or tenant means other resources; everything else only says how to get there."""
        changed = differing(plain(request.old_inputs), plain(request.news))
        replaces = [name for name in changed if name in {"subscriptionId", "tenantId"}]
        changes = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=changes, diffs=changed, replaces=replaces)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        with sentences(context):
            config = {name.removeprefix(CONFIG): value for name, value in request.variables.items()}
            connection = connect(config | plain(request.args))
            connection.require_local()
            self._arm = Arm(connection)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.cancel()
        return empty_pb2.Empty()

    # Resources

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        with sentences(context):
            kind = known(request.urn)
            news = plain(request.news)
            added = check.fill(
                kind,
                news,
                plain(request.olds),
                logical=request.name or request.urn.rpartition("::")[2],
                seed=request.randomSeed,
                proposed=_proposed(request),
                location=self._location,
            )
            inputs = news | added
            failures = [
                provider_pb2.CheckFailure(property=name, reason=reason) for name, reason in check.mistakes(kind, inputs)
            ]
            for path in check.outdated(kind, inputs):
                self.log.warn(request.urn, f"{path} isn't in {kind.arm} as of {kind.api_version}: Azure may ignore it.")
        request.news.update(added)  # in place, so that secrets stay marked as the engine sent them
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        with sentences(context):
            kind = known(request.urn)
            news = plain(request.news)
            found = diff.differences(kind, plain(request.old_inputs), news)
            found = [each for each in found if not _ignored(each.path, request.ignoreChanges)]
            replaces = [each.path for each in found if each.replaces]
            subscription = self._arm.connection.subscription if self._arm else ""
            delete_first = bool(replaces) and diff.same_name(kind, request.id, news, subscription)
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_SOME if found else provider_pb2.DiffResponse.DIFF_NONE,
            diffs=sorted({each.path.partition(".")[0].partition("[")[0] for each in found}),
            replaces=replaces,
            deleteBeforeReplace=delete_first,
            hasDetailedDiff=True,
            detailedDiff={each.path: _property_diff(each) for each in found},
        )

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        with sentences(context):
            kind = known(request.urn)
            inputs = plain(request.properties)
            if request.preview:
                return provider_pb2.CreateResponse(properties=_pack(kind, expected(kind, inputs), request.properties))
            try:
                resource_id, body = self.resources.create(kind, request.urn, inputs, context.is_active)
            except Failure as failure:
                self._partial(context, kind, failure, request.properties)
                raise
            outputs = _pack(kind, shown(kind, body, inputs), request.properties)
        return provider_pb2.CreateResponse(id=resource_id, properties=outputs)

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        with sentences(context):
            kind = known(request.urn)
            inputs = plain(request.news)
            if request.preview:
                outputs = expected(kind, inputs, plain(request.olds))
                return provider_pb2.UpdateResponse(properties=_pack(kind, outputs, request.news))
            try:
                body = self.resources.update(kind, request.id, inputs)
            except Failure as failure:
                self._partial(context, kind, failure, request.news)
                raise
            outputs = _pack(kind, shown(kind, body, inputs), request.news)
        return provider_pb2.UpdateResponse(properties=outputs)

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        with sentences(context):
            kind = known(request.urn)
            if kind.parse(request.id) is None:
                raise Failure(f"{request.id!r} isn't the id of a {kind.token}: it would look like {kind.url}.")
            body = self.resources.read(kind, request.id)
            if body is None:
                return provider_pb2.ReadResponse()
            olds = plain(request.properties)
            old_inputs = plain(request.inputs)
            outputs = shown(kind, body, old_inputs)
            inputs = refreshed_inputs(kind, old_inputs, olds, body, outputs)
            if "get" not in kind.codes:
                outputs = olds | outputs
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=_pack(kind, outputs, request.inputs),
            inputs=_pack(kind, inputs, request.inputs),
        )

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        with sentences(context):
            self.resources.delete(known(request.urn), request.id)
        return empty_pb2.Empty()

    # Functions

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        with sentences(context):
            answer, secret = functions.invoke(self.arm, table(), request.tok, plain(request.args))
        response = provider_pb2.InvokeResponse()
        # The field is named by a keyword of Python's.
        getattr(response, "return").CopyFrom(encode(answer, dict.fromkeys(answer, True) if secret else False))
        return response

    def _partial(self, context: grpc.ServicerContext, kind: ResourceType, failure: Failure, inputs: Any) -> None:
        """End the call with what the state must know, if the resource exists by now."""
        if not failure.resource_id:
            return
        try:
            body = self.resources.read(kind, failure.resource_id)
        except (ArmFailure, CancelledError):
            body = failure.body
        if body is not None:
            abort_partial(context, failure, _pack(kind, shown(kind, body, plain(inputs)), inputs), inputs)

    def _location(self, group: str) -> str:
        """Of the provider's configuration, else of the resource group; asked once each."""
        if self._arm is None or self._arm.connection.location or not group:
            return self._arm.connection.location if self._arm else ""
        if group not in self._groups:
            kind = table().by_token("azure-native:resources:ResourceGroup")
            assert kind
            path = kind.resource_id({"resourceGroupName": group}, self._arm.connection.subscription)
            found = self._arm.get(path, kind.api_version)
            if found is None:
                return ""
            self._groups[group] = found["location"]
        return self._groups[group]


def known(urn: str) -> ResourceType:
    """The type of a resource, from its URN. Failure in one sentence for a type that the table hasn't."""
    token = urn.split("::")[2].rpartition("$")[2]
    kind = table().by_token(token)
    if kind is None:
        raise Failure(
            f"{token} isn't known to the local environment: add it to local/types/names.txt "
            "and run `python -m local.types.generate`."
        )
    return kind


def differing(olds: Values, news: Values) -> list[str]:
    return sorted(name for name in {*olds, *news} - {"version"} if olds.get(name) != news.get(name))


def _pack(kind: ResourceType, values: Values, inputs: Any) -> Any:
    """Secret is what the type's properties say and what came in as a secret, at the same place."""
    return encode(values, secrets(inputs), kind.is_secret)


def _proposed(request: Any) -> str | None:
    if not request.HasField("autonaming"):
        return None
    if request.autonaming.mode == provider_pb2.CheckRequest.AutonamingOptions.DISABLE:
        return ""
    return request.autonaming.proposed_name


def _ignored(path: str, ignored: Any) -> bool:
    return any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in ignored)


def _property_diff(found: diff.Difference) -> Any:
    name = found.change.upper() + ("_REPLACE" if found.replaces else "")
    return provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.Kind.Value(name), inputDiff=True)
