-- Restriction of processing (GDPR, article 18): the application sees nothing of a restricted person; nothing is lost.
-- Every statement can run again.

create table if not exists restrictions (
  tenant_id uuid not null references tenants,
  user_id   uuid not null,
  since     timestamptz not null default now(),
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
alter table restrictions enable row level security;
alter table restrictions force row level security;
grant select on restrictions to app_user;

do $$
declare
  owned record;
begin
  if not exists (select from pg_policies where schemaname = 'public' and tablename = 'restrictions') then
    create policy own_tenant on restrictions
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
  end if;
  for owned in select * from (values ('users', 'id'), ('documents', 'owner_id'), ('events', 'user_id')) as t (name, person) loop
    if not exists (select from pg_policies where schemaname = 'public' and tablename = owned.name and policyname = 'unrestricted') then
      execute format('create policy unrestricted on %1$I as restrictive for all to app_user using (not exists ('
                     'select from restrictions r where r.tenant_id = %1$I.tenant_id and r.user_id = %1$I.%2$I))',
                     owned.name, owned.person);
    end if;
  end loop;
end $$;
