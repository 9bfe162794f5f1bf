"""The policy pack beside an empty pack and plain pulumi_policy: start-up, and evaluations a second inside Analyze.

Each pack runs in a process of its own, started as Pulumi starts it. The requests are the same, over gRPC, which is most
of what the empty pack takes. Evaluations a second are measured inside our Analyze and counted in both ways: all rules
times all resources, and only the rules of each resource's type.
"""

import subprocess
import sys
import tempfile
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
from rich.console import Console
from rich.table import Table

from policies.engine.discovery import rules
from policies.engine.evaluator import Evaluator
from policies.engine.rule import Rule
from policies.engine.servicer import Servicer

OURS = Path(__file__).parent.parent / "policies"
STARTS = 5
SIZES = (100, 1_000, 10_000)
PLAIN_SIZE = 200  # plain pulumi_policy is too slow for more

EMPTY = """
from pulumi_policy import PolicyPack, ResourceValidationPolicy
PolicyPack("empty", [ResourceValidationPolicy("nothing", "Nothing", validate=lambda args, report: None)])
"""
PLAIN = f"""
import sys
sys.path.insert(0, {str(OURS.parent)!r})
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


def requests(count: int) -> list[messages.AnalyzeRequest]:
    """The good examples of all rules, merged by type into whole resources, repeated up to `count`."""
    merged: dict[str, dict[str, Any]] = {}
    for rule in rules():
        if not isinstance(rule, Rule):
            continue
        for example in rule.good[:1]:
            token, properties = example if isinstance(example, tuple) else (rule.types[0], example)
            merge(merged.setdefault(token, {"resourceGroupName": "g", "location": "westeurope"}), properties)
    made = []
    for number, (token, properties) in enumerate(islice(cycle(merged.items()), count)):
        urn = f"urn:pulumi:bench::cordon::{token}::r{number}"
        request = messages.AnalyzeRequest(type=token, urn=urn, name=f"r{number}")
        made.append(json_format.ParseDict({"properties": properties}, request))
    return made


def merge(into: dict[str, Any], more: Any) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def analyzed(pack: Pack, sent: list[messages.AnalyzeRequest]) -> float:
    """Seconds of the pack's CPU for these requests."""
    before = pack.cpu
    for request in sent:
        pack.stub.Analyze(request)
    return pack.cpu - before


def main() -> None:
    console = Console()
    resource_rules = sum(isinstance(rule, Rule) for rule in rules())
    with tempfile.TemporaryDirectory() as folder:
        packs = {"empty": Path(folder) / "empty", "plain": Path(folder) / "plain", "cordon": OURS}
        for name, program in (("empty", EMPTY), ("plain", PLAIN)):
            packs[name].mkdir()
            (packs[name] / "__main__.py").write_text(program)
        startup(console, packs)
        speed(console, packs, resource_rules)
    inside(console, resource_rules)


def startup(console: Console, packs: dict[str, Path]) -> None:
    table = Table("pack", f"best of {STARTS} starts, s", title="Start-up until the pack answers")
    for name, path in packs.items():
        best = []
        for _ in range(STARTS):
            with running(path) as pack:
                best.append(pack.started)
        table.add_row(name, f"{min(best):.3f}")
    console.print(table)


def speed(console: Console, packs: dict[str, Path], count: int) -> None:
    table = Table("pack", "resources", "CPU s", "µs a resource", title=f"A pack's process under Analyze, {count} rules")
    for name in ("empty", "cordon", "plain"):
        for size in (PLAIN_SIZE,) if name == "plain" else SIZES:
            with running(packs[name]) as pack:
                sent = requests(size)
                analyzed(pack, sent[:50])
                used = analyzed(pack, sent)
            table.add_row(name, f"{size:,}", f"{used:.2f}", f"{used / size * 1e6:,.0f}")
    console.print(table)


def inside(console: Console, count: int) -> None:
    """Analyze called without gRPC: conversion, rules and answer."""
    servicer = Servicer("cordon", "0", Evaluator(rules()))
    sent = requests(2_000)
    applied = sum(len(servicer.evaluator.applicable(request.type)) for request in sent)
    for request in sent:
        servicer.Analyze(request, None)
    begun = time.process_time()
    for request in sent:
        servicer.Analyze(request, None)
    used = time.process_time() - begun
    console.print(
        f"Inside Analyze, {len(sent):,} resources: {used / len(sent) * 1e6:.0f} µs each; "
        f"{count * len(sent) / used:,.0f} rule x resource a second, "
        f"{applied / used:,.0f} of them by rules of the resource's type."
    )


if __name__ == "__main__":
    main()
