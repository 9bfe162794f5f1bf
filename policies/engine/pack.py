"""Serves a pack to the engine that started it: prints the port, answers until it is told to stop."""

import os
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
from policies.engine.packs import PackError, chosen
from policies.engine.servicer import Servicer

NAME, VERSION = "cordon", "0.1.0"
LARGEST_MESSAGE = 400 * 1024 * 1024  # bytes; as pulumi_policy: a whole stack comes in one
OURS = Path(__file__).parent.parent / "exemptions.yaml"
THEIRS = "CORDON_EXEMPTIONS"  # names the exemptions' file of a program that isn't ours


def serve(*packs: str, exemptions: Path | None = None) -> None:
    """Answer the engine with the rules of these packs (all rules, if none is named) until it says stop.

    `exemptions` is a YAML file; by default what CORDON_EXEMPTIONS names, else our own.
    """
    file = exemptions or Path(os.environ.get(THEIRS, OURS))
    try:
        found = chosen(packs)
        if not file.exists():
            raise ExemptionError(f"{file}: there is no such file of exemptions.")
        names = {rule.name for rule in found}
        kept = tuple(each for each in load(file, (rule.name for rule in rules())) if each.rule in names)
        evaluator = Evaluator(found, kept)
    except (ExemptionError, PackError) as error:
        sys.exit(str(error))
    server = grpc.server(
        ThreadPoolExecutor(max_workers=4), options=[("grpc.max_receive_message_length", LARGEST_MESSAGE)]
    )
    add_AnalyzerServicer_to_server(Servicer("-".join((NAME, *packs)), VERSION, evaluator), server)
    port = server.add_insecure_port("127.0.0.1:0")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    stop.wait()
    server.stop(grace=None).wait()
