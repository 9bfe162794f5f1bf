"""`pulumi-language-python [options] ENGINE`: started by the engine, never by hand."""

from __future__ import annotations

import sys

from local.host.protocol import without_sdk


def main() -> None:
    without_sdk()
    from pulumi.runtime.proto import language_pb2_grpc

    from local.host.plugin import serve
    from local.host.server import PythonHost

    host = PythonHost(sys.argv[-1] if len(sys.argv) > 1 else "")
    serve(
        lambda server: language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server),
        threads=32,
        stop=host.children.stop,
    )


if __name__ == "__main__":
    main()
