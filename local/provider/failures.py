"""How a failure reaches the engine: a sentence, and with it what the state must know of a half-made resource."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn

import grpc
from google.protobuf import any_pb2, struct_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from local.provider.arm import ArmFailure, CancelledError
from local.provider.connection import RefusedError
from local.provider.resources import Failure


class _Status(NamedTuple):
    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...]


@contextmanager
def sentences(context: grpc.ServicerContext) -> Generator[None]:
    """Whatever goes wrong inside ends the call with one sentence instead of a traceback."""
    try:
        yield
    except CancelledError:
        context.abort(grpc.StatusCode.CANCELLED, "cancelled.")
    except (Failure, RefusedError, ArmFailure) as failure:
        context.abort(grpc.StatusCode.UNKNOWN, str(failure))
    except KeyError as missing:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"{missing.args[0]} is required.")


def abort_partial(
    context: grpc.ServicerContext, failure: Failure, outputs: struct_pb2.Struct, inputs: struct_pb2.Struct
) -> NoReturn:
    """The resource exists but isn't finished: the engine keeps it in the state, with the reason."""
    packed = any_pb2.Any()
    packed.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=failure.resource_id, properties=outputs, inputs=inputs, reasons=[str(failure)]
        )
    )
    code: Any = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=str(failure), details=[packed])
    trailing = (("grpc-status-details-bin", status.SerializeToString()),)
    context.abort_with_status(_Status(grpc.StatusCode.UNKNOWN, str(failure), trailing))
    raise AssertionError(str(failure))
