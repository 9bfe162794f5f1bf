"""Evidence of drills: what lies on this machine, and what the immutable container keeps. Only what verifies counts."""

import json
from collections.abc import Iterator
from pathlib import Path

from azure.core.exceptions import AzureError

from controls.evidence import DrillRun, Target
from scripts.azure import Azure
from scripts.drills import evidence, signing, verifier
from scripts.drills.drill import reports
from scripts.drills.evidence import ENVELOPE, EVIDENCE, Evidence
from scripts.estate import Estate

PREFIX = "drills/"


def on_disk(subscription: str, folder: Path | None = None) -> list[DrillRun]:
    """The drills of this subscription whose evidence lies below `folder` (default: where drills write it)."""
    found = []
    for path in sorted((folder or reports()).glob(f"*/{EVIDENCE}")):
        try:
            found += _runs(evidence.load(path.parent), path.parent, subscription)
        except ValueError:
            continue  # what is no evidence proves nothing; the drill's line then says that it has none
    return found


def in_container(azure: Azure, estate: Estate, into: Path) -> list[DrillRun]:
    """The drills whose evidence the home region's container holds, brought into a folder and verified there.

    Raises AzureError where the container can't be read.
    """
    storage = estate.home.storage
    container = azure.blobs(storage.blob_url).get_container_client(storage.evidence)
    for name in container.list_blob_names(name_starts_with=PREFIX):
        drill, _, file = name.removeprefix(PREFIX).partition("/")
        if file:  # all: what was signed is checked as a whole
            (into / drill).mkdir(parents=True, exist_ok=True)
            (into / drill / file).write_bytes(container.download_blob(name).readall())
    return on_disk(estate.subscription, into)


def gather(azure: Azure, estate: Estate, into: Path) -> tuple[list[DrillRun], list[str]]:
    """All drills, each once; and why the container could not be read, if so."""
    found = {(run.drill, run.scenario): run for run in on_disk(estate.subscription)}
    try:
        found |= {(run.drill, run.scenario): run for run in in_container(azure, estate, into)}
    except AzureError as error:
        said = str(error.message).splitlines()[0]
        return list(found.values()), [f"The container of drills' evidence could not be read: {said}"]
    return list(found.values()), []


def _runs(sealed: Evidence, folder: Path, subscription: str) -> Iterator[DrillRun]:
    if sealed.subscription != subscription:
        return
    signer = signer_of(folder)
    for result in sealed.results:
        yield DrillRun(
            drill=sealed.drill,
            scenario=result.scenario,
            title=result.title,
            serves=tuple(result.serves),
            ended=sealed.ended,
            passed=result.exit == 0 and sealed.exit == 0,
            sentence=sealed.sentence,
            rpo=Target(target=result.rpo.target, measured=result.rpo.measured),
            rto=Target(target=result.rto.target, measured=result.rto.measured),
            signed_by=signer,
        )


def signer_of(folder: Path) -> str | None:
    """The thumbprint of the key that signed, None where the evidence doesn't verify."""
    try:
        verifier.check(folder)
        return signing.thumbprint(json.loads((folder / ENVELOPE).read_text())["publicKey"])
    except (OSError, ValueError, KeyError):
        return None
