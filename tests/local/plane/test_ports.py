"""Where a plane listens: a port of its environment's own, kept for good."""

import socket

import pytest

from local.home import Home
from local.plane.serving import PortError, _sockets
from tests.conftest import temporary_home


@pytest.fixture
def home() -> Home:
    return temporary_home("ports")


def port(sockets: list[socket.socket]) -> int:
    number = sockets[0].getsockname()[1]
    for one in sockets:
        one.close()
    return number


def test_an_environment_finds_its_own_port_again(home: Home) -> None:
    first = port(_sockets(home, None))
    assert port(_sockets(home, None)) == first
    home.root.rmdir()


def test_a_taken_port_is_passed_over_or_refused(home: Home) -> None:
    held = _sockets(home, None)
    number = held[0].getsockname()[1]
    other = port(_sockets(home, None))
    assert other != number
    with pytest.raises(PortError, match=f"port: {number} on 127.0.0.1 is taken"):
        _sockets(home, number)
    port(held)
    home.root.rmdir()
