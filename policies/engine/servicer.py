"""The pack as Pulumi's engine talks to it. Converts each resource once, where pulumi_policy does it for every rule."""

from collections.abc import Iterable
from typing import Any

import grpc
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto.analyzer_pb2_grpc import AnalyzerServicer

from policies.engine.evaluator import Evaluator
from policies.engine.resource import Resource, Stack, plain_type, references
from policies.engine.rule import AnyRule, StackRule
from policies.engine.settings import Level, SettingError
from policies.engine.unknowns import UNKNOWN
from policies.engine.values import from_struct
from policies.engine.verdict import Kind, Verdict

LEVELS = {
    Level.ADVISORY: messages.ADVISORY,
    Level.MANDATORY: messages.MANDATORY,
    Level.DISABLED: messages.DISABLED,
    Level.REMEDIATE: messages.REMEDIATE,
}
EVERY_RULE = "all"  # the engine has spread its level over the rules, and sends it along
BY_NUMBER = {number: level for level, number in LEVELS.items()}


class Servicer(AnalyzerServicer):
    """gRPC calls come on several threads; what they share is only added to."""

    def __init__(self, name: str, version: str, evaluator: Evaluator) -> None:
        self.name, self.version, self.evaluator = name, version, evaluator
        self._inputs: dict[str, Resource] = {}

    def Analyze(self, request: Any, context: Any) -> messages.AnalyzeResponse:  # noqa: N802
        resource = _resource(request)
        self._inputs[resource.urn] = resource
        return self._response(self.evaluator.resource(resource))

    def AnalyzeStack(self, request: Any, context: Any) -> messages.AnalyzeResponse:  # noqa: N802
        return self._response(self.evaluator.stack(Stack(self._final(each) for each in request.resources)))

    def Remediate(self, request: Any, context: Any) -> messages.RemediateResponse:  # noqa: N802
        response = messages.RemediateResponse()
        properties = messages.Remediation().properties
        properties.CopyFrom(request.properties)  # secrets and unknown values stay wrapped as they came
        for rule, patch in self.evaluator.remedies(_resource(request)):
            for path, value in patch.items():
                _put(properties, path.split("."), value)
            response.remediations.add(
                policyName=rule.name,
                policyPackName=self.name,
                policyPackVersion=self.version,
                description=rule.title,
                properties=properties,
            )
        return response

    def GetAnalyzerInfo(self, request: Any, context: Any) -> messages.AnalyzerInfo:  # noqa: N802
        info = messages.AnalyzerInfo(name=self.name, version=self.version, supportsConfig=True, provider="azure")
        for rule in self.evaluator.rules.values():
            info.policies.append(_described(rule))
        return info

    def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:  # noqa: N802
        return plugin_pb2.PluginInfo(version=self.version)

    def Handshake(self, request: Any, context: Any) -> messages.AnalyzerHandshakeResponse:  # noqa: N802
        return messages.AnalyzerHandshakeResponse()

    def ConfigureStack(self, request: Any, context: Any) -> messages.AnalyzerStackConfigureResponse:  # noqa: N802
        self.evaluator.final = not request.dry_run
        return messages.AnalyzerStackConfigureResponse()

    def Configure(self, request: Any, context: Any) -> Empty:  # noqa: N802
        given = {
            name: (BY_NUMBER[config.enforcementLevel], json_format.MessageToDict(config.properties))
            for name, config in request.policyConfig.items()
            if name != EVERY_RULE
        }
        try:
            self.evaluator.configure(given)
        except SettingError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        return Empty()

    def Cancel(self, request: Any, context: Any) -> Empty:  # noqa: N802
        return Empty()

    def _final(self, request: Any) -> Resource:
        """A resource as deployed: what the cloud answered over what was asked for (in a preview the answer is thin)."""
        deployed = _resource(request)
        asked = self._inputs.get(deployed.urn)
        if asked is None:
            return deployed
        answered = {key: value for key, value in dict.items(_plain(deployed.properties)) if value is not UNKNOWN}
        merged = {**_plain(asked.properties), **answered}
        unknown = asked.unknown or deployed.unknown
        return Resource(
            deployed.urn,
            deployed.type,
            deployed.name,
            merged,
            (*asked.secrets, *deployed.secrets),
            unknown,
            deployed.parent,
            deployed.id,
            deployed.dependencies,
        )

    def _response(self, verdicts: Iterable[Verdict]) -> messages.AnalyzeResponse:
        response = messages.AnalyzeResponse()
        for verdict in verdicts:
            response.diagnostics.add(
                policyName=verdict.rule.name,
                policyPackName=self.name,
                policyPackVersion=self.version,
                description=verdict.rule.title,
                message=verdict.message,
                enforcementLevel=LEVELS[verdict.level],
                urn=verdict.urn,
                severity=_severity(verdict.rule) if verdict.kind is Kind.VIOLATION else messages.POLICY_SEVERITY_LOW,
            )
        return response


def _resource(request: Any) -> Resource:
    converted = from_struct(request.properties)
    dependencies: frozenset[str] = frozenset()
    if isinstance(request, messages.AnalyzerResource):
        by_property = (urn for each in request.propertyDependencies.values() for urn in each.urns)
        dependencies = references(request.dependencies, by_property)
    return Resource(
        request.urn,
        plain_type(request.type),
        request.name,
        converted.properties,
        converted.secrets,
        converted.unknown,
        request.options.parent,
        _text(dict.get(converted.properties, "id")),
        dependencies,
    )


def _plain(properties: Any) -> dict[str, Any]:
    """The values as they are, without the guard that raises on unknown ones."""
    return {key: dict.get(properties, key) for key in dict.keys(properties)}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _put(struct: Any, steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        if not struct.fields[step].HasField("struct_value"):
            struct.fields[step].struct_value.SetInParent()
        struct = struct.fields[step].struct_value
    struct[steps[-1]] = value


def _severity(rule: AnyRule) -> Any:
    return messages.PolicySeverity.Value(f"POLICY_SEVERITY_{rule.severity.upper()}")


def _described(rule: AnyRule) -> messages.PolicyInfo:
    info = messages.PolicyInfo(
        name=rule.name,
        displayName=rule.title,
        description=rule.why,
        enforcementLevel=LEVELS[rule.level],
        policy_type=messages.POLICY_TYPE_STACK if isinstance(rule, StackRule) else messages.POLICY_TYPE_RESOURCE,
        severity=_severity(rule),
        tags=rule.tags,
        remediation_steps=rule.fix,
    )
    for name, setting in rule.settings.items():
        info.configSchema.properties[name] = setting.schema
    return info
