"""Decisions that need no server: who may connect, which backup is due, in what order the copy goes."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from pyasn1.codec.ber import decoder, encoder
from pyasn1_modules import rfc2251

from local.data import addresses, geocopy, pgbackrest
from local.data.access import LOOPBACK, Access, rules
from local.data.errors import RestoreError
from local.data.housekeeping import due
from local.data.ldap import INVALID_CREDENTIALS, SUCCESS, Responder
from local.data.pgbackrest import Backup
from local.data.stanza import Stanza
from local.home import Home

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def backup(kind: str, age: timedelta) -> Backup:
    stop = NOW - age
    return Backup("label", kind, stop, stop, "000000010000000000000002", "000000010000000000000003", {}, ())


def test_nobody_outside_may_connect_unless_a_network_is_named() -> None:
    closed = rules("one", Access(networks=[], ldap_port=389, login="admin"))
    assert not [
        line for line in closed if line.startswith("host") and "reject" not in line and "replication" not in line
    ]
    opened = rules("one", Access(networks=[LOOPBACK], ldap_port=389, login=None))
    assert [line for line in opened if line.startswith(f"hostssl all all {LOOPBACK} ldap")]
    assert not [line for line in opened if line.startswith("host all all")]  # never without TLS


def test_a_full_backup_a_week_and_a_differential_one_a_day() -> None:
    day, hour = timedelta(days=1), timedelta(hours=1)
    assert due([], NOW) == "full"
    assert due([backup("full", hour)], NOW) is None
    assert due([backup("full", 2 * day)], NOW) == "diff"
    assert due([backup("full", 2 * day), backup("diff", hour)], NOW) is None
    assert due([backup("full", 8 * day), backup("diff", hour)], NOW) == "full"


def test_the_copy_takes_data_before_what_refers_to_them() -> None:
    names = [
        "backup/s/backup.info",
        "backup/s/1F/backup.manifest",
        "backup/s/1F/bundle/1",
        "archive/s/archive.info.copy",
    ]
    assert [geocopy.rank(name) for name in names] == [2, 1, 0, 2]


@pytest.mark.parametrize(
    ("wal", "missing"),
    [
        ((2, 3, 4, 0x100, 0x101), "000000010000000000000005"),
        ((2, 4), "000000010000000000000003"),
        ((3, 4), "000000010000000000000002"),
        ((2,), "000000010000000000000003"),  # the backup itself ends in 3
    ],
)
def test_a_gap_in_the_wal_is_named(monkeypatch: pytest.MonkeyPatch, wal: tuple[int, ...], missing: str) -> None:
    names = [f"00000001{number >> 8:08X}{number & 0xFF:08X}" for number in wal]
    monkeypatch.setattr(geocopy, "segments", lambda *_: names)
    stanza = Stanza("s", "/id", "northeurope", None, 7, "", NOW.isoformat())
    with pytest.raises(RestoreError, match=missing):
        geocopy.last_of_unbroken(Home(addresses.Path("/nowhere")), stanza, "copy", backup("full", timedelta()))


def test_wal_across_a_log_file_is_unbroken(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"00000001{number >> 8:08X}{number & 0xFF:08X}" for number in range(2, 0x102)]
    monkeypatch.setattr(geocopy, "segments", lambda *_: names)
    stanza = Stanza("s", "/id", "northeurope", None, 7, "", NOW.isoformat())
    home = Home(addresses.Path("/nowhere"))
    assert geocopy.last_of_unbroken(home, stanza, "copy", backup("full", timedelta())) == "000000010000000100000001"


def test_pgbackrests_errors_are_told_whole_and_without_the_rest() -> None:
    output = "P00   INFO: begin\nP00  ERROR: [041]: no such file\n       HINT: look there\nP00   WARN: later\n"
    assert pgbackrest.errors(output) == "ERROR: [041]: no such file HINT: look there"


def test_addresses_stay_with_their_server_and_differ_between_servers(tmp_path: addresses.Path) -> None:
    home = Home(tmp_path)
    first, second = (addresses.postgres_address(home, name) for name in ("a", "b"))
    assert first != second
    assert first == addresses.postgres_address(home, "a")
    assert first[1].startswith("127.")
    assert not first[1].startswith("127.0.")


def bind(port: int, name: str, password: str) -> int:
    """A simple bind as PostgreSQL makes it; the result code."""
    message = rfc2251.LDAPMessage()
    message["messageID"] = 1
    request = message["protocolOp"]["bindRequest"]
    request["version"] = 3
    request["name"] = name.encode()
    request["authentication"]["simple"] = password.encode()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(encoder.encode(message))
        answer, _ = decoder.decode(connection.recv(4096), asn1Spec=rfc2251.LDAPMessage())
    return int(answer["protocolOp"]["bindResponse"]["resultCode"])


def test_a_bind_is_a_token_for_a_role_on_a_server() -> None:
    responder = Responder(0, lambda server, role, token: (server, role, token) == ("one", "O'Neil, Ops", "good"))
    try:
        assert bind(responder.port, "cn=O'Neil, Ops,ou=one", "good") == SUCCESS
        for name, password in (
            ("cn=O'Neil, Ops,ou=one", "bad"),
            ("cn=O'Neil, Ops,ou=two", "good"),
            ("cn=other,ou=one", "good"),
            ("cn=O'Neil, Ops,ou=one", ""),
            ("one", "good"),
        ):
            assert bind(responder.port, name, password) == INVALID_CREDENTIALS
    finally:
        responder.close()
