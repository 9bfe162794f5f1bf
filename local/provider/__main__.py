"""`pulumi-resource-azure-native [options] ENGINE`: started by the engine, never by hand."""

from __future__ import annotations

from local.host.plugin import serve
from local.provider.servicer import AzureNative

THREADS = 64  # the engine asks for as many resources at once as it may; each waits for Azure


def main() -> None:
    from pulumi.runtime.proto import provider_pb2_grpc

    provider = AzureNative()
    serve(
        lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server),
        threads=THREADS,
        stop=provider.cancel,
    )


if __name__ == "__main__":
    main()
