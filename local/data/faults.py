"""Damage to backups, for drills and tests: what bad disks and careless people do, done through the storage account."""

from local.data import pgbackrest
from local.data.geocopy import segment, segments
from local.data.stanza import PRIMARY, Stanza
from local.home import Home


def flip_byte(home: Home, stanza: Stanza, place: str = PRIMARY) -> str:
    """Invert one bit in the middle of the largest file of the newest full backup; returns the blob's name."""
    label = [backup.label for backup in pgbackrest.backups(home, stanza, place) if backup.kind == "full"][-1]
    with stanza.account(home, place).client() as client:
        container = client.get_container_client(stanza.container(place))
        blobs = container.list_blobs(name_starts_with=f"backup/{stanza.name}/{label}/")
        name = max((blob for blob in blobs if "manifest" not in blob.name), key=lambda blob: blob.size).name
        data = bytearray(container.download_blob(name).readall())
        data[len(data) // 2] ^= 1
        container.upload_blob(name, bytes(data), overwrite=True)
    return name


def remove_wal(home: Home, stanza: Stanza, place: str = PRIMARY, *, which: int = -2) -> str:
    """Delete one WAL segment, by its place in the order of all; returns its name."""
    name = list(segments(home, stanza, place))[which]
    with stanza.account(home, place).client() as client:
        container = client.get_container_client(stanza.container(place))
        for blob in container.list_blobs(name_starts_with="archive/"):
            if segment(blob.name) == name:
                container.delete_blob(blob.name)
    return name
