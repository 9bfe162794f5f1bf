create role app_user nologin;
create table tenants (id uuid primary key, name text not null unique);
create table tenant_keys (tenant_id uuid primary key references tenants, key_id text not null, wrapped bytea not null);
create table users (id uuid primary key, tenant_id uuid not null references tenants, email text not null, name text not null,
  unique (tenant_id, id));
create table documents (id uuid primary key, tenant_id uuid not null references tenants, owner_id uuid not null, title text not null,
  blob text not null unique, sha256 text not null, bytes bigint not null,
  foreign key (tenant_id, owner_id) references users (tenant_id, id));
create table events (id bigint generated always as identity primary key, tenant_id uuid not null references tenants,
  user_id uuid references users, at timestamptz not null default now(), kind text not null, detail jsonb not null default '{}');
create table canaries (sequence bigint primary key, written_at timestamptz not null, nonce bytea not null, hmac bytea not null);
create index events_tenant on events (tenant_id);
do $$ declare t text; begin
  foreach t in array array['tenants', 'tenant_keys', 'users', 'documents', 'events'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (%I::text = current_setting(''app.tenant'', true))', t,
      case t when 'tenants' then 'id' else 'tenant_id' end);
    execute format('grant select, insert, update, delete on %I to app_user', t);
  end loop;
end $$;
