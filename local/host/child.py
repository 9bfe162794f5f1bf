"""Runs one program or policy pack. Started by path, by whichever interpreter the project chose: imports only Pulumi."""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from typing import Any

SHOWN = 32  # exit code: failed, and the user has been told why


def main() -> None:
    # An SDK's thousands of classes live to the end: looking for garbage among them again and again finds none.
    gc.set_threshold(100_000)
    descriptor = int(sys.argv[1])
    lifeline = os.fdopen(descriptor, "rb")
    os.set_inheritable(descriptor, False)
    sys.path.pop(0)  # this file's own folder
    orders: dict[str, Any] = json.loads(lifeline.readline() or b"null") or sys.exit(1)

    def end_with_host() -> None:
        lifeline.read()
        os._exit(1)

    threading.Thread(target=end_with_host, daemon=True).start()
    os.chdir(orders["cwd"])
    sys.path.insert(0, orders["path"])
    sys.argv = orders["argv"]
    try:
        import pulumi  # noqa: F401
    except ImportError:
        sys.stderr.write(
            f"The Python at {sys.executable} has no Pulumi SDK: install `pulumi` into it, "
            "or name another environment as runtime option `virtualenv`.\n"
        )
        sys.exit(SHOWN)
    if module := orders.get("module"):
        import runpy

        runpy.run_module(module, run_name="__main__", alter_sys=True)
    else:
        sys.exit(_run_program(orders))


def _run_program(orders: dict[str, Any]) -> int:
    import asyncio
    import logging
    import runpy
    from concurrent.futures import ThreadPoolExecutor

    import grpc
    import pulumi
    import pulumi.runtime

    pulumi.runtime.set_all_config(orders["config"], orders["secret_keys"])
    pulumi.runtime.configure(pulumi.runtime.Settings(**orders["settings"]))
    # Pulumi's graph leaves tasks unawaited when a resource fails; asyncio's complaints would mean nothing to users.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    if not orders["debug"]:
        # The SDK sends the engine three of these a resource, one call each, to be thrown away there.
        pulumi.log.debug = lambda *_, **__: None  # ty: ignore[invalid-assignment]
    _remember_positions()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(ThreadPoolExecutor(max_workers=4 * max(orders["settings"]["parallel"], 1)))

    def program() -> None:
        runpy.run_path(orders["program"], run_name="__main__")

    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(program))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return SHOWN
    except Exception as error:
        if isinstance(error, grpc.RpcError) and isinstance(error, grpc.Call):
            if error.code() != grpc.StatusCode.UNAVAILABLE:  # else the engine is shutting down, and has said why
                pulumi.log.error(str(error.details()))
            return SHOWN
        pulumi.log.error(f"Program failed with an unhandled exception:\n{_traceback(error, orders['program'])}")
        return SHOWN
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _remember_positions() -> None:
    """The SDK makes a URI of each frame of each resource's stack; the same few frames come back thousands of times."""
    from functools import cache
    from traceback import FrameSummary

    from pulumi.runtime import resource

    position = resource._get_source_position_for_frame

    @cache
    def known(filename: str, line: int | None) -> Any:
        return position(FrameSummary(filename, line, "", lookup_line=False))

    def remembered(frame: FrameSummary) -> Any:
        return known(frame.filename, frame.lineno)

    resource._get_source_position_for_frame = remembered  # ty: ignore[invalid-assignment]


def _traceback(error: Exception, program: str) -> str:
    """From the program's first frame down; whole if none is the program's."""
    import traceback

    main = os.path.join(program, "__main__.py") if os.path.isdir(program) else program  # noqa: PTH112, PTH118
    frames = traceback.extract_tb(error.__traceback__)
    own = [index for index, frame in enumerate(frames) if os.path.abspath(frame.filename) == main]  # noqa: PTH100
    if not own and isinstance(error, SyntaxError) and error.filename == main:
        return "".join(traceback.format_exception_only(error))
    limit = own[0] - len(frames) if own else None
    return "".join(traceback.format_exception(error, limit=limit))


if __name__ == "__main__":
    main()
