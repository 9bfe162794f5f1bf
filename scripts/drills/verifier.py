"""Checks a drill's evidence with nothing but its files: for an auditor, without an account, a cloud or a network."""

import json
from pathlib import Path

from scripts.drills import evidence, journal, signing
from scripts.drills.evidence import Evidence
from scripts.drills.exit_codes import SENTENCES, Exit


def check(folder: Path, key: str | None = None) -> str:
    """One sentence on what is proven; ValueError says what isn't.

    `key`: the thumbprint that the signer's key must have. Without it, that somebody signed is all that is proven.
    """
    content = (folder / evidence.EVIDENCE).read_bytes()
    document = Evidence.model_validate(signing.rfc_loads(content))
    envelope_file = folder / evidence.ENVELOPE
    if not envelope_file.exists():
        raise ValueError("it is not signed")
    envelope = json.loads(envelope_file.read_text())
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    statement = signing.verify(envelope, files)
    if evidence.EVIDENCE not in {subject["name"] for subject in statement["subject"]}:
        raise ValueError("the signature is not about evidence.json")
    if statement["predicate"] != evidence.predicate(document):
        raise ValueError("the signed result is not the one in evidence.json")
    thumbprint = signing.thumbprint(envelope["publicKey"])
    if key and thumbprint != key:
        raise ValueError(f"it was signed by key {thumbprint}, not {key}")
    if document.manifest and signing.sha256(files[evidence.MANIFEST]) != document.manifest.sha256:
        raise ValueError("manifest.json is not the manifest of this evidence")
    entries, _ = journal.read(folder / journal.FILE)
    if entries and document.chain.journal not in {entry["hash"] for entry in entries}:
        raise ValueError("the journal is not the one of this evidence")
    return f"Drill {document.drill} is whole and signed by {thumbprint}: {SENTENCES[Exit(document.exit)]}"
