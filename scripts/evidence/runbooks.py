"""Records of runbooks, rehearsed or used: on this machine and in the immutable container. Only what verifies counts."""

import json
from pathlib import Path

from azure.core.exceptions import AzureError

from controls.evidence import RunbookRun
from scripts.azure import Azure
from scripts.drills import signing
from scripts.drills.journal import FILE
from scripts.estate import Estate
from scripts.runbooks import record, runs
from scripts.runbooks.record import ENVELOPE, FOLDER, RECORD


def on_disk(subscription: str, folder: Path | None = None) -> list[RunbookRun]:
    found = []
    for path in sorted((folder or runs.reports()).glob(f"*/{RECORD}")):
        try:
            one = record.load(path.parent)
        except ValueError:
            continue  # what is no record proves nothing; the runbook's line then says that it has none
        if one.subscription == subscription:
            found.append(
                RunbookRun(
                    runbook=one.runbook,
                    text_sha256=one.runbook_sha256,
                    title=one.title,
                    serves=tuple(one.serves),
                    ended=one.ended,
                    mode=one.mode,
                    passed=one.state == "done",
                    sentence=one.sentence,
                    signed_by=signer_of(path.parent),
                )
            )
    return found


def gather(azure: Azure, estate: Estate, into: Path) -> tuple[list[RunbookRun], list[str]]:
    """All records, each once; and why the container could not be read, if so."""
    found = {(run.runbook, run.ended): run for run in on_disk(estate.subscription)}
    storage = estate.home.storage
    container = azure.blobs(storage.blob_url).get_container_client(storage.evidence)
    try:
        for name in container.list_blob_names(name_starts_with=f"{FOLDER}/"):
            run, _, file = name.removeprefix(f"{FOLDER}/").partition("/")
            if file in (RECORD, ENVELOPE, FILE):
                (into / run).mkdir(parents=True, exist_ok=True)
                (into / run / file).write_bytes(container.download_blob(name).readall())
    except AzureError as error:
        said = str(error.message).splitlines()[0]
        return list(found.values()), [f"The container of runbooks' records could not be read: {said}"]
    found |= {(run.runbook, run.ended): run for run in on_disk(estate.subscription, into)}
    return list(found.values()), []


def signer_of(folder: Path) -> str | None:
    """The thumbprint of the key that signed, None where the record doesn't verify."""
    try:
        record.check(folder)
        return signing.thumbprint(json.loads((folder / ENVELOPE).read_text())["publicKey"])
    except (OSError, ValueError, KeyError):
        return None
