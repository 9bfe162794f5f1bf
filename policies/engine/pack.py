"""Serves a pack to the engine that started it: prints the port, answers until it is told to stop."""

import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from pulumi.runtime.proto.analyzer_pb2_grpc import add_AnalyzerServicer_to_server

from policies.engine.discovery import rules
from policies.engine.evaluator import Evaluator
from policies.engine.exemptions import ExemptionError, load
from policies.engine.servicer import Servicer

NAME = "cordon"
LARGEST_MESSAGE = 400 * 1024 * 1024  # bytes; as pulumi_policy: a whole stack comes in one
EXEMPTIONS = Path(__file__).parent.parent / "exemptions.yaml"


def serve(version: str, exemptions: Path = EXEMPTIONS) -> None:
    found = rules()
    try:
        evaluator = Evaluator(found, load(exemptions, (rule.name for rule in found)))
    except ExemptionError as error:
        sys.exit(str(error))
    server = grpc.server(
        ThreadPoolExecutor(max_workers=4), options=[("grpc.max_receive_message_length", LARGEST_MESSAGE)]
    )
    add_AnalyzerServicer_to_server(Servicer(NAME, version, evaluator), server)
    port = server.add_insecure_port("127.0.0.1:0")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    stop.wait()
    server.stop(grace=None).wait()
