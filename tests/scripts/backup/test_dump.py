"""A dump of the local estate comes back equal, and a changed one is found: real server, real vault, real blobs."""

import base64
import json
from collections.abc import Iterator

import pytest

from scripts.azure import Azure
from scripts.backup import archive, dump, restore, source, store
from scripts.backup.dump import ENVELOPE, MANIFEST, SEALED, Dump
from scripts.backup.source import Source
from scripts.drills.manifest import observe
from scripts.estate import load
from tests.conftest import Environment

pytestmark = pytest.mark.local


@pytest.fixture(scope="module")
def azure(environment: Environment) -> Iterator[Azure]:
    """The clients in this process, told of the environment as `make shell` tells a shell."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.variables.items():
            patch.setenv(name, value)
        yield Azure(load("local").subscription)


@pytest.fixture(scope="module")
def of(azure: Azure) -> Source:
    return source.of(load("local"))


@pytest.fixture(scope="module")
def made(environment: Environment, azure: Azure, of: Source) -> Dump:
    said = environment.cordon("dump", "run").stdout
    name = store.ids(azure, of)[-1]
    assert f"Dump {name} of {of.server.name}/app: " in said
    return store.read(azure, of, name)


@pytest.fixture
def empty(azure: Azure, of: Source) -> Iterator[str]:
    """A database beside the source that has nothing in it."""
    with azure.connect(of.server.fqdn, "postgres", of.role, autocommit=True) as connection:
        connection.execute("create database from_dump")
        try:
            yield "from_dump"
        finally:
            connection.execute("drop database from_dump with (force)")


def test_a_restored_dump_is_equal_to_what_was_dumped(azure: Azure, of: Source, made: Dump, empty: str) -> None:
    restore.restore(azure, of, made, fqdn=of.server.fqdn, database=empty, user=of.role)
    with azure.connect(of.server.fqdn, empty, of.role) as connection:
        seen = observe(connection)
    apart = {"taken_at", "snapshot"}
    assert seen.model_dump(exclude=apart) == made.manifest.seen.model_dump(exclude=apart)
    assert seen.rows > 1000


def test_the_blob_shows_nothing_of_what_it_holds(azure: Azure, of: Source, made: Dump) -> None:
    stored = dump.container(azure, of).download_blob(made.blob).readall()
    plain = b"".join(store.archive(azure, of, made))
    assert plain.startswith(b"PGDMP")
    assert b"PGDMP" not in stored
    assert (len(stored), len(plain)) == (made.sealed.size, made.plain.size)


def test_commands_list_verify_and_count_days(environment: Environment, made: Dump) -> None:
    assert made.id in environment.cordon("dump", "list").stdout.splitlines()
    assert environment.cordon("dump", "verify", made.id).stdout.startswith(f"Dump {made.id} is complete: ")
    assert "has a dump of each of its days" in environment.cordon("dump", "check").stdout
    refused = environment.cordon("dump", "verify", "19990101-000000-0000", check=False)
    assert refused.returncode == 1
    assert refused.stderr.startswith("cordon: Dump 19990101-000000-0000 is not in dumps/")


def test_a_job_needs_no_more_than_its_description(environment: Environment, of: Source, made: Dump) -> None:
    """As in its container: no engine, no stack, the source in CORDON_DUMP."""
    done = environment.run(
        *("cordon", "dump", "verify", made.id, "--stack", "there-is-none"),
        CORDON_DUMP=json.dumps(of.model_dump(mode="json", by_alias=True)),
    )
    assert made.id in done.stdout


def put(azure: Azure, of: Source, blob: str, content: bytes) -> None:
    """Write over what Azure would not let anyone write over: Azurite knows no immutability."""
    dump.container(azure, of).upload_blob(blob, content, overwrite=True)


@pytest.mark.parametrize(
    ("what", "change", "sentence"),
    [
        (SEALED, lambda was: was[:-1] + bytes([was[-1] ^ 1]), "is not the one that was sealed"),
        (SEALED, lambda was: was[:-20], "is not the one that was sealed"),
        (MANIFEST, lambda was: was.replace(b'"rows":', b'"rows":1', 1), "is not the signed one"),
        (ENVELOPE, lambda was: re_signed(was), "the signature does not match"),
        (ENVELOPE, lambda was: was.replace(b"/keys/evidence/", b"/keys/forged00/"), "allowed are versions of"),
    ],
)
def test_a_changed_dump_is_found_and_never_restored(
    azure: Azure, of: Source, made: Dump, empty: str, what: str, change, sentence: str
) -> None:  # fmt: skip
    blob = f"{of.folder}{made.id}/{what}"
    was = dump.container(azure, of).download_blob(blob).readall()
    put(azure, of, blob, change(was))
    try:
        with pytest.raises(store.DumpError, match=sentence):
            store.verify(azure, of, made.id)
        if what == SEALED:
            with pytest.raises(store.DumpError, match=sentence):
                restore.restore(azure, of, made, fqdn=of.server.fqdn, database=empty, user=of.role)
            with azure.connect(of.server.fqdn, empty, of.role) as connection:
                left = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
            assert left == (0,)
    finally:
        put(azure, of, blob, was)
    assert store.verify(azure, of, made.id) == made


def re_signed(envelope: bytes) -> bytes:
    document = json.loads(envelope)
    document["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()
    return json.dumps(document).encode()


def test_a_dump_that_breaks_off_leaves_none(azure: Azure, of: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[bytes]:
        yield b"PGDMP" + bytes(100)
        raise archive.ArchiveError("pg_dump: error: server closed the connection unexpectedly")

    before = {blob.name for blob in dump.container(azure, of).list_blobs()}
    monkeypatch.setattr(archive, "dump", broken)
    with pytest.raises(archive.ArchiveError):
        dump.write(azure, of)
    assert {blob.name for blob in dump.container(azure, of).list_blobs()} == before


def test_what_a_tool_says_is_told(azure: Azure, of: Source) -> None:
    variables = azure.libpq(of.server.fqdn, "no-such-database", of.role)
    with pytest.raises(archive.ArchiveError, match='database "no-such-database" does not exist'):
        b"".join(archive.dump(variables, "00000003-00000001-1"))
