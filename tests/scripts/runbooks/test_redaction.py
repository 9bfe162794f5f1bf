"""Secrets don't get through: by value, by looks, over lines, in files."""

from pathlib import Path

import pytest

from scripts.runbooks import redaction

SEEDED = {
    "JSON web token": "eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxMjM0In0.c2lnbmF0dXJl",
    "private key": "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----",
    "account key": "AccountKey=" + "Ab1+" * 16 + "==",
    "signature of a shared access": "https://a/b?sv=2024&sig=" + "aB3%2F" * 6,
    "bearer token": "Authorization: Bearer abcdefghijklmnop1234",
    "password in an address": "postgres://app:hunter22@db/app",
    "AWS key": "AKIA" + "ABCDEFGHIJ123456",
    "Entra client secret": "abc8Q~" + "x" * 34,
    "named secret": 'client_secret: "s3cr3t-value-9"',
}


@pytest.mark.parametrize(("kind", "text"), SEEDED.items())
def test_every_kind_is_found_and_redacted(kind: str, text: str) -> None:
    assert kind in redaction.find(f"before {text} after")
    clean = redaction.redact(f"before {text} after", ())
    assert kind not in redaction.find(clean)
    assert clean.startswith("before ")
    assert clean.endswith(" after") or kind in ("private key",)


def test_there_is_a_seed_for_every_kind() -> None:
    assert SEEDED.keys() == redaction.LOOKS.keys()


@pytest.mark.parametrize(
    "text",
    [
        "0ac78afc4ba1417c978295dc87448d49",
        "sha256:" + "ab" * 32,
        "https://kv.vault/keys/tenant-data/1",
        "password",
        "sig=1",
    ],
)
def test_digests_ids_and_words_are_no_secrets(text: str) -> None:
    assert redaction.find(text) == []


def test_values_of_secret_variables_and_of_the_files_that_they_name_are_known(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("correct horse\n")
    environment = {
        "AZURE_CLIENT_SECRET": "not-to-be-seen",
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
        "API_TOKEN": "short",
        "HOME": "/home/somebody",
    }
    known = redaction.secrets(environment)
    assert known == {"not-to-be-seen", "correct horse"}
    assert redaction.redact("a not-to-be-seen b", known) == "a [redacted] b"


def test_a_scan_names_files_and_kinds_never_values(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output/a.txt").write_text(SEEDED["JSON web token"])
    (tmp_path / "record.json").write_text("{}")
    found = redaction.scan(tmp_path)
    assert found == ["output/a.txt: JSON web token"]
