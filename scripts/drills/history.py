"""All runs of an environment: what lies on this machine, or what its container of evidence keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.drills.evidence import EVIDENCE, Evidence
from scripts.drills.signing import rfc_loads, sha256

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient

FOLDER = "drills/"


@dataclass(frozen=True)
class Run:
    """One drill's evidence, and the SHA-256 of its bytes."""

    evidence: Evidence
    sha256: str


def on_disk(root: Path, subscription: str | None = None) -> list[Run]:
    """Oldest first. What can't be read as evidence isn't one; the verifier says why."""
    return _runs((path.read_bytes() for path in sorted(root.glob(f"*/{EVIDENCE}"))), subscription)


def in_container(container: ContainerClient, subscription: str | None = None) -> list[Run]:
    """Oldest first. Azure's errors pass through."""
    names = sorted(
        blob.name for blob in container.list_blobs(name_starts_with=FOLDER) if blob.name.endswith(f"/{EVIDENCE}")
    )
    return _runs((container.download_blob(name).readall() for name in names), subscription)


def _runs(contents: Iterable[bytes], subscription: str | None) -> list[Run]:
    found = []
    for content in contents:
        try:
            evidence = Evidence.model_validate(rfc_loads(content))
        except ValueError:
            continue
        if subscription in (None, evidence.subscription):
            found.append(Run(evidence, sha256(content)))
    return found
