"""What may be wrong with the data of a restored copy."""

from scripts.drills.exit_codes import Exit
from tests.scripts.drills.faults.catalogue import CopyFault

REPLICA = "set session_replication_role = replica; "  # constraints and triggers aside, as a lost write has it


def bad(name: str, sql: str, found_by: str, says: str, *, short: bool = False) -> CopyFault:
    return CopyFault(name=name, sql=sql, found_by=found_by, says=says, exit=Exit.BAD, short=short)


FAULTS = [
    bad("a row is missing", "delete from events where id = (select max(id) from events)",
        "counts", "1 tables by tenant have another number of rows, first events", short=True),
    bad("a value has changed", "update users set name = name || '!' where email = (select min(email) from users)",
        "digests", "1 of .* tables by tenant hold other rows, first users"),
    bad("a row has changed its tenant",
        REPLICA + "update events set tenant_id = '{two}' "
        "where id = (select min(id) from events where tenant_id = '{one}')",
        "foreign_keys", "refer by events_.*_fkey to no row of users"),
    bad("two tenants' rows are swapped",
        "create temp table pair as select (array_agg(id order by id))[1] id, tenant_id t from users group by 2; "
        + REPLICA + "update users u set tenant_id = o.t from pair p, pair o where u.id = p.id and o.id <> p.id",
        "digests", "tables by tenant hold other rows", short=True),
    bad("a tenant has gone", "delete from tenants where false; " + REPLICA
        + "delete from users where tenant_id = '{one}'", "counts", "another number of rows, first users of tenant"),
    bad("a tenant has appeared", "insert into tenants (id, name) values (gen_random_uuid(), 'nobody''s')",
        "counts", "another number of rows, first tenants"),
    bad("row security is off", "alter table events disable row level security",
        "row_security", "Rows of tenants are not separated in events"),
    bad("row security spares the owner", "alter table events no force row level security",
        "row_security", "Rows of tenants are not separated in events"),
    bad("a policy is missing", "drop policy own_tenant on users",
        "row_security", "Rows of tenants are not separated in users", short=True),
    bad("a policy lets everybody in", "create policy open on users using (true)",
        "row_security", "The policies of users are not the manifest's"),
    bad("a table is granted to all", "grant select on documents to public",
        "row_security", "The grants of documents are not the manifest's"),
    bad("a sequence has gone back", "alter table events alter column id restart with 1",
        "sequences", "Sequences stand before the manifest's value: events_id_seq", short=True),
    bad("a column was added", "alter table documents add column extra int",
        "structure", "Not as in the manifest: columns"),
    bad("a column has another default", "alter table users alter column created_at set default '2000-01-01'",
        "structure", "Not as in the manifest: columns"),
    bad("an index is missing", "drop index events_of_tenant", "structure", "indexes, number of relations", short=True),
    bad("a constraint is missing", "alter table users drop constraint users_tenant_id_fkey",
        "structure", "Not as in the manifest: constraints"),
    bad("a trigger is missing", "drop trigger append_only on events", "structure", "Not as in the manifest: triggers"),
    bad("a function does something else",
        "create or replace function current_tenant() returns uuid language sql stable parallel safe "
        "set search_path = '' as 'select null::uuid'",
        "structure", "Not as in the manifest: functions"),
    bad("a canary is missing", "delete from canaries where sequence = 3",
        "canaries", "1 canaries are missing, first 3", short=True),
    bad("a canary is not ours", "update canaries set nonce = 'x' where sequence = 3",
        "canaries", "Canary 3 is not the one that was written"),
    bad("a reference leads nowhere",
        REPLICA + "delete from users where id = (select min(owner_id::text)::uuid from documents)",
        "foreign_keys", "refer by .* to no row of users", short=True),
    bad("an index has lost an entry",
        "create extension if not exists amcheck; "
        "update pg_index set indisready = false where indexrelid = 'users_pkey'::regclass; commit; "
        "insert into users values (gen_random_uuid(), '{one}', 'e', 'n'); commit; "
        "update pg_index set indisready = true where indexrelid = 'users_pkey'::regclass",
        "integrity", "users_pkey is broken", short=True),
]  # fmt: skip
