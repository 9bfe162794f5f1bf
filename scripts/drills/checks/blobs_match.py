"""Every blob that a row of the copy names exists in the content container, with the hash that the row says."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

from azure.core.exceptions import ResourceNotFoundError
from psycopg import sql

from scripts.drills.check import Check, failed, passed
from scripts.drills.layout import BLOB_COLUMN, DOCUMENTS, HASH_COLUMN, SCHEMA
from scripts.drills.verification import Verification

READERS = 4


def blobs_match(v: Verification) -> Check:
    query = sql.SQL("select {blob}, {hash} from {table} where {blob} is not null").format(
        blob=sql.Identifier(BLOB_COLUMN), hash=sql.Identifier(HASH_COLUMN), table=sql.Identifier(SCHEMA, DOCUMENTS)
    )
    with v.connect() as connection:
        connection.execute("set row_security = off")
        named = [(blob, h.hex() if isinstance(h, bytes) else h) for blob, h in connection.execute(query)]
    storage = v.drill.source.storage
    container = v.drill.azure.blobs(storage.blob_url).get_container_client(storage.content)

    def state(pair: tuple[str, str]) -> str:
        digest = hashlib.sha256()
        try:
            for chunk in container.download_blob(pair[0]).chunks():
                digest.update(chunk)
        except ResourceNotFoundError:
            return "missing"
        return "right" if digest.hexdigest() == pair[1] else "changed"

    with ThreadPoolExecutor(READERS) as readers:
        states = list(readers.map(state, named))
    tally = {kind: states.count(kind) for kind in ("right", "missing", "changed")}
    if tally["missing"] or tally["changed"]:
        first = named[next(i for i, one in enumerate(states) if one != "right")][0]
        return failed(
            f"{tally['missing']} blobs are missing and {tally['changed']} changed, first {first}.",
            population=len(named), expected=len(named), actual=tally,
        )  # fmt: skip
    spared = {v.drill.tenant, *(tenant for table, tenant in v.moving if table == DOCUMENTS)}
    unlike = {t: f.blobs for t, f in v.manifest.seen.blobs.items() if t not in spared and v.seen.blobs.get(t) != f}
    if v.holds_manifest and unlike:
        return failed(
            f"The inventory of blobs of {len(unlike)} tenants is not the manifest's.",
            population=len(named),
            expected=unlike,
        )
    return passed(f"{len(named)} blobs exist with the hashes that rows name.", population=len(named))
