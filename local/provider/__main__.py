"""`pulumi-resource-azure-native ENGINE`: started by the engine, never by hand."""

from __future__ import annotations

import sys

from local.host.protocol import without_sdk

THREADS = 64  # more than the engine's default parallelism; a waiting thread costs nothing


def main() -> None:
    without_sdk()
    from pulumi.runtime.proto import provider_pb2_grpc

    from local.host.plugin import serve
    from local.provider.server import Provider

    provider = Provider(engine=sys.argv[-1] if len(sys.argv) > 1 else "")
    serve(
        lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server),
        threads=THREADS,
        stop=provider.cancel,
    )


if __name__ == "__main__":
    main()
