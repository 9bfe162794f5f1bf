"""An LDAP server that only binds: PostgreSQL hands it a role name and a password, which is an Entra access token."""

import socketserver
import threading
from collections.abc import Callable
from typing import Any

from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error, SubstrateUnderrunError
from pyasn1_modules import rfc2251

SUCCESS, PROTOCOL_ERROR, INVALID_CREDENTIALS = 0, 2, 49
MOST = 64 * 1024  # bytes of one request; a token has some two thousand

Check = Callable[[str, str, str], bool]
"""(server, role, token) -> whether this token may sign in as that role there."""


class Responder:
    """Listens on the loopback in a thread of this process until closed."""

    def __init__(self, port: int, check: Check) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.settimeout(30)
                _serve(self.request, check)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that goes away in mid-request is no event."""

        self._server = Server(("127.0.0.1", port), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, name="ldap", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _serve(connection: Any, check: Check) -> None:
    waiting = b""
    while received := connection.recv(MOST):
        waiting += received
        try:
            message, waiting = decoder.decode(waiting, asn1Spec=rfc2251.LDAPMessage())
        except SubstrateUnderrunError:
            if len(waiting) > MOST:
                return
            continue
        except PyAsn1Error:
            return
        if message["protocolOp"].getName() != "bindRequest":  # unbind, or something that is not ours to answer
            return
        connection.sendall(_answer(int(message["messageID"]), _bind(message["protocolOp"]["bindRequest"], check)))


def _bind(request: Any, check: Check) -> int:
    if request["authentication"].getName() != "simple":
        return PROTOCOL_ERROR
    name, token = bytes(request["name"]).decode(), bytes(request["authentication"]["simple"]).decode()
    role, separator, server = name.removeprefix("cn=").rpartition(",ou=")
    if not (name.startswith("cn=") and separator and role and token):  # an empty password would be an anonymous bind
        return INVALID_CREDENTIALS
    return SUCCESS if check(server, role, token) else INVALID_CREDENTIALS


def _answer(number: int, result: int) -> bytes:
    message = rfc2251.LDAPMessage()
    message["messageID"] = number
    response = message["protocolOp"]["bindResponse"]
    response["resultCode"] = result
    response["matchedDN"] = b""
    response["errorMessage"] = b"" if result == SUCCESS else b"The access token is not valid for this role."
    return encoder.encode(message)
