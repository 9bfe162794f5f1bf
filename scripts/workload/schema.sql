-- The reference workload's schema. Every statement can run again: seeding twice changes nothing.

do $$ begin
  if not exists (select from pg_roles where rolname = 'app_user') then
    create role app_user nologin;  -- a group; the application's identity becomes its member
  end if;
end $$;

-- The tenant that a session acts for; null when none is set, so that no row matches.
create or replace function current_tenant() returns uuid
  language sql stable parallel safe set search_path = ''
  as $$ select nullif(current_setting('app.tenant', true), '')::uuid $$;

create table if not exists tenants (
  id         uuid primary key,
  name       text not null unique,
  created_at timestamptz not null default now()
);

-- Each tenant's data key, wrapped by the vault's key: whoever copies this table can read no content with it.
create table if not exists tenant_keys (
  tenant_id  uuid primary key references tenants,
  key_id     text not null,   -- the wrapping key with its version
  wrapped    bytea not null,
  created_at timestamptz not null default now()
);

create table if not exists users (
  id         uuid primary key,
  tenant_id  uuid not null references tenants,
  email      text not null,
  name       text not null,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),     -- so that references can be held to their own tenant
  unique (tenant_id, email)
);

create table if not exists documents (
  id         uuid primary key,
  tenant_id  uuid not null references tenants,
  owner_id   uuid not null,
  title      text not null,
  blob       text not null unique check (starts_with(blob, tenant_id::text || '/')),
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),  -- of the blob as stored, encrypted
  bytes      integer not null check (bytes > 0),
  created_at timestamptz not null default now(),
  foreign key (tenant_id, owner_id) references users (tenant_id, id)
);

-- A tenant's audit trail: rows are added and never changed.
create table if not exists events (
  id         bigint generated always as identity primary key,
  tenant_id  uuid not null references tenants,
  user_id    uuid,
  kind       text not null,
  detail     jsonb not null default '{}',
  at         timestamptz not null default now(),
  foreign key (tenant_id, user_id) references users (tenant_id, id)
);
create index if not exists events_of_tenant on events (tenant_id, at);

-- Tenants that were deleted. No reference: what it names is gone. It holds an id and nothing of the tenant's.
create table if not exists tombstones (
  tenant     uuid primary key,
  reason     text not null,
  deleted_at timestamptz not null default now()
);

-- Written once a second during a drill: a restored copy tells by them up to when it reaches.
create table if not exists canaries (
  sequence   bigint primary key,
  written_at timestamptz not null,
  nonce      bytea not null,
  hmac       bytea not null
);

create or replace function refuse_change() returns trigger
  language plpgsql set search_path = ''
  as $$ begin raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation'; end $$;
create or replace trigger append_only before update on events for each row execute function refuse_change();
create or replace trigger append_only before update on tombstones for each row execute function refuse_change();

-- Row security, forced: it binds the tables' owner as well.
do $$
declare
  owned record;
begin
  for owned in select * from (values
    ('tenants', 'id'), ('tenant_keys', 'tenant_id'), ('users', 'tenant_id'), ('documents', 'tenant_id'), ('events', 'tenant_id')
  ) as t (name, tenant) loop
    execute format('alter table %I enable row level security', owned.name);
    execute format('alter table %I force row level security', owned.name);
    if not exists (select from pg_policies where schemaname = 'public' and tablename = owned.name) then
      execute format('create policy own_tenant on %I using (%I = current_tenant()) with check (%2$I = current_tenant())',
                     owned.name, owned.tenant);
    end if;
  end loop;
end $$;

revoke all on schema public from public;
grant usage on schema public to app_user;
grant select on tenants, tenant_keys to app_user;
grant select, insert, update, delete on users, documents to app_user;
grant select, insert on events to app_user;  -- no update, no delete: the trail stays
