"""Every tenant's data key unwraps with the version that wrapped it: data nobody can decrypt isn't restored."""

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.keyvault.keys.crypto import KeyWrapAlgorithm
from psycopg import sql

from scripts.drills.check import Check, failed, passed
from scripts.drills.layout import KEY_ID_COLUMN, SCHEMA, TENANT_COLUMN, TENANT_KEYS, WRAP_ALGORITHM, WRAPPED_COLUMN
from scripts.drills.verification import Verification

DATA_KEY = 32  # bytes
REFUSED_BY_THE_KEY = (400, 403, 404)  # wrong key, disabled or expired, gone
WITHOUT_RIGHT = "ForbiddenByRbac"  # says nothing about the key


def keys_unwrap(v: Verification) -> Check:
    query = sql.SQL("select {tenant}::text, {key}, {wrapped} from {table} order by 1").format(
        tenant=sql.Identifier(TENANT_COLUMN), key=sql.Identifier(KEY_ID_COLUMN),
        wrapped=sql.Identifier(WRAPPED_COLUMN), table=sql.Identifier(SCHEMA, TENANT_KEYS),
    )  # fmt: skip
    with v.connect() as connection:
        connection.execute("set row_security = off")
        keys = connection.execute(query).fetchall()
    clients = {key_id: v.drill.azure.cryptography(key_id) for key_id in {key_id for _, key_id, _ in keys}}
    for tenant, key_id, wrapped in keys:
        try:
            opened = clients[key_id].unwrap_key(KeyWrapAlgorithm(WRAP_ALGORITHM), bytes(wrapped)).key
        except (HttpResponseError, ResourceNotFoundError) as error:
            if error.status_code in REFUSED_BY_THE_KEY and WITHOUT_RIGHT not in str(error):
                return failed(f"The data key of tenant {tenant} doesn't unwrap with {key_id}.", population=len(keys))
            raise
        if len(opened) != DATA_KEY:
            return failed(
                f"The data key of tenant {tenant} unwraps to {len(opened)} bytes, not {DATA_KEY}.", population=len(keys)
            )
    return passed(f"{len(keys)} data keys unwrap, with {len(clients)} key versions.", population=len(keys))
