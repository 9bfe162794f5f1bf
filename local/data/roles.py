"""Who is who inside a server: Azure's roles, Entra principals as roles, and what an administrator may do."""

from dataclasses import dataclass

from psycopg import sql

from local.data.cluster import REPLICATOR, Cluster

ADMINS = "azure_pg_admin"

# Every statement can run again. The table is inside the cluster, as on Azure (there as security labels), so that a
# restored server still knows its principals. Roles are held by oid: a role made again under an old name is another.
_PREPARE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ADMINS}') THEN CREATE ROLE {ADMINS} NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{REPLICATOR}') THEN
    CREATE ROLE {REPLICATOR} LOGIN REPLICATION;
  END IF;
END $$;
GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO {ADMINS};
CREATE SCHEMA IF NOT EXISTS azure;
CREATE TABLE IF NOT EXISTS azure.principals (
  role oid PRIMARY KEY, object_id text NOT NULL, type text NOT NULL, admin boolean NOT NULL);
CREATE OR REPLACE FUNCTION pg_catalog.pgaadauth_create_principal_with_oid(
    "roleName" text, "objectId" text, "objectType" text, "isAdmin" boolean, "isMfa" boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF "objectType" NOT IN ('user', 'group', 'service') THEN
    RAISE EXCEPTION 'objectType must be user, group or service, not "%"', "objectType";
  END IF;
  IF "isAdmin" AND NOT pg_has_role(session_user, '{ADMINS}', 'member') THEN
    RAISE EXCEPTION 'only an administrator can make an administrator';
  END IF;
  EXECUTE format('CREATE ROLE %I LOGIN', "roleName");
  IF "isAdmin" THEN
    EXECUTE format('ALTER ROLE %I CREATEDB CREATEROLE BYPASSRLS', "roleName");
    EXECUTE format('GRANT {ADMINS} TO %I', "roleName");
  END IF;
  INSERT INTO azure.principals SELECT oid, "objectId", "objectType", "isAdmin" FROM pg_roles WHERE rolname = "roleName"
    ON CONFLICT (role) DO UPDATE SET object_id = excluded.object_id, type = excluded.type, admin = excluded.admin;
  RETURN format('Created role for %I', "roleName");
END $$;
CREATE OR REPLACE FUNCTION pg_catalog.pgaadauth_list_principals("isAdminValue" boolean)
RETURNS TABLE (rolname name, principaltype text, objectid text, tenantid text, ismfa int, isadmin int)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT r.rolname, p.type, p.object_id, '', 0, p.admin::int
  FROM azure.principals p JOIN pg_roles r ON r.oid = p.role WHERE p.admin = "isAdminValue" $$;
REVOKE ALL ON FUNCTION pgaadauth_create_principal_with_oid(text, text, text, boolean, boolean),
  pgaadauth_list_principals(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pgaadauth_create_principal_with_oid(text, text, text, boolean, boolean),
  pgaadauth_list_principals(boolean) TO {ADMINS};
"""  # noqa: S608 -- constants of ours

# pgextwlist installs extensions on behalf of administrators; these are for superusers only unless told otherwise.
# The rights follow in a script of the platform's, as Azure does it for its own administrators.
FOR_SUPERUSERS = ("amcheck", "pg_visibility", "pgstattuple", "pg_buffercache", "pg_walinspect")


def extension_rights(extension: str) -> str:
    """The script that follows the creation of one of them: all its functions, and nothing else in their schema."""
    return f"""DO $$ DECLARE one regprocedure; BEGIN
  FOR one IN SELECT objid::regprocedure FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_extension'::regclass AND d.classid = 'pg_proc'::regclass AND e.extname = '{extension}'
  LOOP EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {ADMINS}', one); END LOOP; END $$;
"""  # noqa: S608 -- names of ours


@dataclass(frozen=True)
class Principal:
    object_id: str
    type: str  # user, group, service
    admin: bool


def prepare(cluster: Cluster) -> None:
    """Azure's own roles and functions, and this server's replication password."""
    cluster.sql(_PREPARE)
    password = sql.Literal(cluster.record.replication_password)
    cluster.sql(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(REPLICATOR), password))


def principal(cluster: Cluster, role: str) -> Principal | None:
    """The Entra principal behind a role name, or None."""
    found = cluster.sql(
        "SELECT p.object_id, p.type, p.admin FROM azure.principals p JOIN pg_roles r ON r.oid = p.role "
        "WHERE r.rolname = %s",
        (role,),
    )
    return Principal(*found[0]) if found else None


def administrators(cluster: Cluster) -> list[tuple[str, Principal]]:
    """Role names of the Entra administrators, and who they are."""
    rows = cluster.sql(
        "SELECT r.rolname, p.object_id, p.type, p.admin FROM azure.principals p JOIN pg_roles r ON r.oid = p.role "
        "WHERE p.admin"
    )
    return [(row[0], Principal(*row[1:])) for row in rows]


def set_administrator(cluster: Cluster, role: str, object_id: str, kind: str) -> None:
    """An Entra administrator: signs in with a token, makes roles and databases, is no superuser."""
    name = sql.Identifier(role)
    if not cluster.sql("SELECT FROM pg_roles WHERE rolname = %s", (role,)):
        cluster.sql(sql.SQL("CREATE ROLE {}").format(name))
    cluster.sql(sql.SQL("ALTER ROLE {} LOGIN CREATEDB CREATEROLE BYPASSRLS").format(name))
    cluster.sql(sql.SQL("GRANT {} TO {}").format(sql.Identifier(ADMINS), name))
    cluster.sql("DELETE FROM azure.principals WHERE object_id = %s AND admin", (object_id,))  # renamed
    cluster.sql(
        "INSERT INTO azure.principals SELECT oid, %s, %s, true FROM pg_roles WHERE rolname = %s "
        "ON CONFLICT (role) DO UPDATE SET object_id = excluded.object_id, type = excluded.type, admin = true",
        (object_id, kind, role),
    )


def remove_administrator(cluster: Cluster, object_id: str) -> None:
    """The role stays, as on Azure, because it may own things; it can't sign in and is no administrator any more."""
    rows = cluster.sql(
        "DELETE FROM azure.principals p USING pg_roles r WHERE r.oid = p.role AND p.object_id = %s AND p.admin "
        "RETURNING r.rolname",
        (object_id,),
    )
    for (role,) in rows:
        name = sql.Identifier(role)
        cluster.sql(sql.SQL("ALTER ROLE {} NOCREATEDB NOCREATEROLE NOLOGIN").format(name))
        cluster.sql(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(ADMINS), name))


def set_login(cluster: Cluster, role: str, password: str | None) -> None:
    """The administrator with a password, for servers that allow it."""
    name = sql.Identifier(role)
    if not cluster.sql("SELECT FROM pg_roles WHERE rolname = %s", (role,)):
        cluster.sql(sql.SQL("CREATE ROLE {}").format(name))
    cluster.sql(sql.SQL("ALTER ROLE {} LOGIN CREATEDB CREATEROLE BYPASSRLS").format(name))
    cluster.sql(sql.SQL("GRANT {} TO {}").format(sql.Identifier(ADMINS), name))
    if password:
        cluster.sql(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))


def set_database(cluster: Cluster, name: str, *, charset: str | None, collation: str | None) -> None:
    """A database of the administrators', unless it is there."""
    if cluster.sql("SELECT FROM pg_database WHERE datname = %s", (name,)):
        return
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING {} LOCALE {}")
    locale = "C.UTF-8" if not collation or collation.lower() in ("en_us.utf8", "en_us.utf-8") else collation
    parts = sql.Identifier(name), sql.Identifier(ADMINS), sql.Literal(charset or "UTF8"), sql.Literal(locale)
    cluster.sql(statement.format(*parts))


def drop_database(cluster: Cluster, name: str) -> None:
    cluster.sql(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
