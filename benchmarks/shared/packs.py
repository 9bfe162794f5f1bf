"""Packs as Pulumi starts them, and the resources that they are shown: an empty one, ours, and plain pulumi_policy."""

import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto.analyzer_pb2_grpc import AnalyzerStub

from local.home import CLONE
from policies.engine.discovery import rules
from policies.engine.rule import Rule

OURS = CLONE / "policies"
EMPTY = """
from pulumi_policy import PolicyPack, ResourceValidationPolicy
PolicyPack("empty", [ResourceValidationPolicy("nothing", "Nothing", validate=lambda args, report: None)])
"""
PLAIN = f"""
import sys
sys.path.insert(0, {str(CLONE)!r})
from pulumi_policy import PolicyPack, ResourceValidationPolicy
from policies.engine.discovery import rules
from policies.engine.resource import Resource, plain_type
from policies.engine.rule import ANY_AZURE, Rule
from policies.engine.verdict import violation

def policy(rule):
    def validate(args, report):
        if args.resource_type in rule.types or ANY_AZURE in rule.types:
            resource = Resource(args.urn, args.resource_type, args.name, args.props)
            for found in rule.findings(resource):
                report(violation(rule, resource, found))
    return ResourceValidationPolicy(rule.name, rule.title, validate=validate)

PolicyPack("plain", [policy(rule) for rule in rules() if isinstance(rule, Rule)])
"""


@dataclass
class Pack:
    process: subprocess.Popen[str]
    stub: AnalyzerStub
    started: float  # seconds until it answered

    @property
    def cpu(self) -> float:
        """Seconds of CPU that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def analyze(self, sent: list[messages.AnalyzeRequest]) -> float:
        """Seconds of the pack's CPU for these requests."""
        before = self.cpu
        for request in sent:
            self.stub.Analyze(request)
        return self.cpu - before


def written(folder: Path) -> dict[str, Path]:
    """The packs by name, the two that are only here to compare written into the folder."""
    packs = {"empty": folder / "empty", "ours": OURS, "plain": folder / "plain"}
    for name, program in (("empty", EMPTY), ("plain", PLAIN)):
        packs[name].mkdir()
        (packs[name] / "__main__.py").write_text(program)
        options = f"options: {{toolchain: pip, virtualenv: {CLONE / '.venv'}}}"
        (packs[name] / "PulumiPolicy.yaml").write_text(f"runtime:\n  name: python\n  {options}\n")
    return packs


@contextmanager
def running(folder: Path) -> Generator[Pack]:
    begun = time.perf_counter()
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            stub = AnalyzerStub(channel)
            stub.GetAnalyzerInfo(Empty())
            yield Pack(process, stub, time.perf_counter() - begun)
        process.terminate()


def resources(count: int) -> list[tuple[str, dict[str, Any]]]:
    """Type and properties: the good examples of all rules, merged by type, repeated up to `count`."""
    merged: dict[str, dict[str, Any]] = {}
    for rule in rules():
        if isinstance(rule, Rule):
            for example in rule.good[:1]:
                token, properties = example if isinstance(example, tuple) else (rule.types[0], example)
                _merge(merged.setdefault(token, {"resourceGroupName": "g", "location": "westeurope"}), properties)
    return list(islice(cycle(merged.items()), count))


def requests(count: int) -> list[messages.AnalyzeRequest]:
    return [request(token, properties, f"r{number}") for number, (token, properties) in enumerate(resources(count))]


def request(token: str, properties: dict[str, Any], name: str) -> messages.AnalyzeRequest:
    made = messages.AnalyzeRequest(type=token, urn=f"urn:pulumi:bench::cordon::{token}::{name}", name=name)
    return json_format.ParseDict({"properties": properties}, made)


def _merge(into: dict[str, Any], more: Any) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value
