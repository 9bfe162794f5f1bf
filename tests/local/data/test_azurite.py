"""A storage account is a real one: its keys work, others don't, and nothing is left of it after its deletion."""

import base64
from collections.abc import Iterator

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.storage.blob import BlobServiceClient

from local.ca import authority
from local.data.azurite import Account
from local.home import Home
from tests.conftest import temporary_home

pytestmark = pytest.mark.local


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    import shutil

    home = temporary_home("blobs")
    authority(home)
    yield home
    shutil.rmtree(home.root)


@pytest.fixture
def account(home: Home) -> Iterator[Account]:
    account = Account(home, "contents")
    account.start(authority(home))
    yield account
    account.delete()


def client(account: Account, key: str) -> BlobServiceClient:
    credential = {"account_name": account.name, "account_key": key}
    return BlobServiceClient(
        account.url, credential=credential, connection_verify=str(account.home.ca_file), retry_total=0
    )


def test_blobs_come_back_with_either_key_and_with_no_other(account: Account) -> None:
    with client(account, account.keys[0]) as service:
        service.create_container("content")
        service.get_blob_client("content", "tenant/one").upload_blob(b"bytes")
    with client(account, account.keys[1]) as service:
        assert service.get_blob_client("content", "tenant/one").download_blob().readall() == b"bytes"
    wrong = base64.b64encode(b"x" * 64).decode()
    with client(account, wrong) as service, pytest.raises(ClientAuthenticationError):
        list(service.list_containers())


def test_a_restart_keeps_blobs_and_a_new_key_replaces_the_old_one(account: Account) -> None:
    with client(account, account.keys[0]) as service:
        service.create_container("content").upload_blob("one", b"bytes")
    old, port = account.keys[0], account.port
    account.regenerate(0)
    account.start(authority(account.home))
    assert account.port == port
    with client(account, account.keys[0]) as service:
        assert service.get_blob_client("content", "one").download_blob().readall() == b"bytes"
    with client(account, old) as service, pytest.raises(ClientAuthenticationError):
        list(service.list_containers())


def test_forbidden_shared_keys_are_refused(account: Account) -> None:
    account.start(authority(account.home), shared_key=False)
    with client(account, account.keys[0]) as service, pytest.raises(ClientAuthenticationError):
        list(service.list_containers())
    with account.client() as service:
        assert list(service.list_containers()) == []


def test_a_deleted_account_leaves_nothing(home: Home) -> None:
    account = Account(home, "passing")
    account.start(authority(home))
    pid = account.process.pid
    assert pid
    command = (account.process.home.root / f"/proc/{pid}/cmdline").read_text()
    assert account.keys[0] not in command
    account.delete()
    assert not account.folder.exists()
    assert not account.process.pid_file.exists()
    assert not account.answers()
