"""The end of a drill: verdict, evidence, signature, page, upload. On disk first, so a failure later loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from azure.storage.blob import ContentSettings

from scripts.drills import evidence, page, signing, tombstones
from scripts.drills.clean_up import is_complete
from scripts.drills.drill import Drill
from scripts.drills.evidence import EVIDENCE, Chain, CleanUp, Evidence, ManifestFacts, Phase, Result
from scripts.drills.exit_codes import SENTENCES, Exit, sentence, worst

FOLDER = "drills/"
KEPT_BY_AZURE = {
    "flexibleServers": "Azure keeps the backups of a deleted server for five days, in its region; nobody reads them.",
    "vaults": "Azure keeps a deleted vault for its 90 days and purges it then; it held the drill's own keys alone.",
    "storageAccounts": "Azure can recover a deleted storage account for 14 days; each tenant has its blobs encrypted.",
}
"""What stays by design, by the type of what was made."""
TYPES = {".json": "application/json", ".html": "text/html; charset=utf-8"}


def exit_of(result: Result) -> Exit:
    """A scenario's code: its checks, what went wrong, and whether both targets were met."""
    codes = [check.exit for check in result.checks] + [Exit(result.exit)]
    for target in (result.rpo, result.rto):
        codes.append(Exit.PASS if target.met else Exit.COULD_NOT_VERIFY if target.met is None else Exit.TARGET_MISSED)
    return worst(codes)


def overall(results: Sequence[Result], clean_up: CleanUp, problems: Sequence[Exit], planned: int) -> Exit:
    """The drill's code. A scenario that was planned and has no result has not been verified."""
    codes = [Exit(result.exit) for result in results] + list(problems)
    if len(results) < planned or not results:
        codes.append(Exit.COULD_NOT_VERIFY)
    if not is_complete(clean_up):
        codes.append(Exit.CLEAN_UP_INCOMPLETE)
    return worst(codes)


def conclude(
    drill: Drill,
    started: datetime,
    phases: list[Phase],
    results: list[Result],
    clean_up: CleanUp,
    problems: Sequence[tuple[Exit, str]],
    planned: int,
) -> Evidence:
    """Write everything. What can't be signed or stored could not be verified, and says so."""
    trouble, previous = list(problems), (None, None)

    def seal() -> Evidence:
        code = overall(results, clean_up, [exit for exit, _ in trouble], planned)
        sealed = Evidence(
            drill=drill.id,
            environment=drill.estate.environment,
            subscription=drill.estate.subscription,
            source=drill.source.server.id,
            seed=drill.seed,
            damaged=drill.may_damage,
            started=started,
            ended=datetime.now(UTC),
            verdict=code.name.lower().replace("_", " "),
            exit=code,
            sentence=SENTENCES[code],
            phases=phases,
            manifest=manifest_facts(drill),
            results=results,
            clean_up=clean_up,
            problems=[text for _, text in trouble],
            residuals=residuals(clean_up),
            versions=evidence.versions(),
            chain=Chain(previous_drill=previous[0], previous=previous[1], journal=drill.journal.head),
        )
        _write(drill, sealed)
        return sealed

    if any(code is Exit.REFUSED for code, _ in trouble):
        with suppress(Exception):  # what is refused is told whether or not anybody can sign it
            previous = before(drill)
            sealed = seal()
            _sign(drill, sealed)
            store(drill)
            return sealed
        return seal()
    try:
        previous = before(drill)
    except Exception as error:
        trouble.append((Exit.COULD_NOT_VERIFY, f"The evidence before this one could not be read: {sentence(error)}"))
        return seal()  # whoever can't be asked can't sign either
    sealed = seal()
    try:
        _sign(drill, sealed)
    except Exception as error:
        trouble.append((Exit.COULD_NOT_VERIFY, f"The evidence could not be signed: {sentence(error)}"))
        return seal()
    try:
        store(drill)
    except Exception as error:
        trouble.append((Exit.COULD_NOT_VERIFY, f"The evidence could not be stored: {sentence(error)}"))
        sealed = seal()
        _sign(drill, sealed)
    return sealed


def residuals(clean_up: CleanUp) -> list[str]:
    kinds = {one.split("/")[-2] for one in clean_up.made}
    return [text for kind, text in KEPT_BY_AZURE.items() if kind in kinds]


def manifest_facts(drill: Drill) -> ManifestFacts | None:
    if not drill.manifest:
        return None
    seen = drill.manifest.seen
    return ManifestFacts(
        sha256=signing.sha256(signing.canonical(drill.manifest.model_dump(mode="json"))),
        taken_at=seen.taken_at,
        snapshot=seen.snapshot,
        tables=len({fact.table for fact in seen.tables}),
        tenants=len(seen.key_versions),
        rows=seen.rows,
        server_version=seen.server_version,
    )


def before(drill: Drill) -> tuple[str | None, str | None]:
    """The newest evidence in the container that isn't ours: its drill and its SHA-256. Ids sort by time."""
    container = tombstones.container(drill)
    names = sorted(
        blob.name
        for blob in container.list_blobs(name_starts_with=FOLDER)
        if blob.name.endswith(f"/{EVIDENCE}") and blob.name.split("/")[1] < drill.id
    )
    if not names:
        return None, None
    return names[-1].split("/")[1], signing.sha256(container.download_blob(names[-1]).readall())


def _write(drill: Drill, sealed: Evidence) -> None:
    content = signing.canonical(evidence.encode(sealed))
    (drill.folder / EVIDENCE).write_bytes(content)
    (drill.folder / evidence.PAGE).write_text(page.render(sealed))


def _sign(drill: Drill, sealed: Evidence) -> None:
    names = (EVIDENCE, evidence.MANIFEST, evidence.MANIFEST_ENVELOPE, evidence.PAGE)
    subjects = {name: path.read_bytes() for name in names if (path := drill.folder / name).exists()}
    statement = signing.statement(subjects, evidence.predicate(sealed))
    envelope = signing.sign(drill.azure, drill.source, statement, name_signer=True)
    (drill.folder / evidence.ENVELOPE).write_bytes(signing.canonical(envelope))


def store(drill: Drill) -> None:
    """Into the evidence container, once: what is there is never written over."""
    container = tombstones.container(drill)
    for path in sorted(drill.folder.iterdir()):
        if kind := TYPES.get(path.suffix):
            settings = ContentSettings(content_type=kind)
            blob = container.get_blob_client(f"{FOLDER}{drill.id}/{path.name}")
            if not (blob.exists() and blob.download_blob().readall() == path.read_bytes()):  # by a run that died
                blob.upload_blob(path.read_bytes(), content_settings=settings)
