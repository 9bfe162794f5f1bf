"""Server parameters: which there are, which Azure lets change, and the change itself."""

from dataclasses import dataclass

from psycopg import Error, sql

from local.data.cluster import Cluster
from local.data.errors import DataError

EXTENSIONS = "azure.extensions"  # Azure's name for the list of extensions that administrators may create
SECURE_TRANSPORT = "require_secure_transport"
LIBRARIES = "shared_preload_libraries"
_OURS = {EXTENSIONS: "extwlist.extensions"}  # what stands behind Azure's own names

# What the platform needs for itself, and what no flexible server lets its owner change.
_READ_ONLY = ("archive_", "config_file", "data_directory", "external_pid_file", "extwlist.", "hba_file", "hot_standby",
              "ident_file", "krb_", "listen_addresses", "log_destination", "log_directory", "log_filename",
              "log_timezone",
              "logging_collector", "port", "primary_", "promote_trigger_file", "recovery_", "restore_command",
              "session_preload_libraries", "local_preload_libraries", "dynamic_library_path", "ssl", "ssl_", "syslog",
              "unix_socket_", "wal_level", "fsync", "full_page_writes", "track_commit_timestamp",
              "max_slot_wal_keep_size", "bonjour")  # fmt: skip
_WRITABLE = ("ssl_min_protocol_version", "ssl_max_protocol_version", "ssl_ciphers")
_TYPES = {"bool": "Boolean", "integer": "Integer", "real": "Numeric", "enum": "Enumeration", "string": "String"}


@dataclass(frozen=True)
class Parameter:
    """One server parameter, as Azure describes it."""

    name: str
    value: str
    default: str
    kind: str
    allowed: str
    description: str
    unit: str
    dynamic: bool  # False: waits for a restart
    read_only: bool
    pending_restart: bool


def listed(cluster: Cluster, name: str | None = None) -> list[Parameter]:
    """All parameters, or the one of this name; empty when there is none."""
    rows = cluster.sql(
        """SELECT name, coalesce(setting, ''), coalesce(boot_val, ''), vartype, min_val, max_val, enumvals, short_desc,
                  coalesce(unit, ''), context, pending_restart FROM pg_settings
           WHERE %(name)s::text IS NULL OR name = %(name)s ORDER BY name""",
        {"name": _OURS.get(name, name) if name else None},
    )
    found = [_described(*row) for row in rows if name in _OURS or not row[0].startswith("extwlist.")]
    if name in (None, SECURE_TRANSPORT):
        text = "Whether clients must use TLS."
        found.append(Parameter(SECURE_TRANSPORT, "on", "on", "Boolean", "on,off", text, "", True, False, False))
    return [_renamed(one) for one in found]


def _described(
    name: str, value: str, default: str, kind: str, low: str | None, high: str | None, choices: list[str] | None,
    text: str, unit: str, context: str, pending: bool,
) -> Parameter:  # fmt: skip
    allowed = ",".join(choices) if choices else "on,off" if kind == "bool" else f"{low}-{high}" if low else ".*"
    fixed = context == "internal" or (name.startswith(_READ_ONLY) and name not in _WRITABLE and name != LIBRARIES)
    return Parameter(name, value, default, _TYPES[kind], allowed, text, unit, context != "postmaster", fixed, pending)


def _renamed(parameter: Parameter) -> Parameter:
    if parameter.name != _OURS[EXTENSIONS]:
        return parameter
    text = "Specifies which extensions are allowed to be created in the server."
    return Parameter(EXTENSIONS, parameter.value, "", "Set", ".*", text, "", True, False, False)


def change(cluster: Cluster, name: str, value: str | None) -> Parameter:
    """Set one parameter (None: back to its default) by ALTER SYSTEM. DataError with Azure's code if refused."""
    parameter = checked(cluster, name, value)
    if name == SECURE_TRANSPORT:
        return parameter
    column = sql.SQL(".").join(sql.Identifier(part) for part in _OURS.get(name, name).split("."))
    try:
        if value is None:
            cluster.sql(sql.SQL("ALTER SYSTEM RESET {}").format(column))
        else:
            # A list is written as a list: quoted as one string it would name one library.
            parts = [part.strip() for part in value.split(",")] if name == LIBRARIES else [value]
            values = sql.SQL(", ").join(sql.Literal(part) for part in parts)
            cluster.sql(sql.SQL("ALTER SYSTEM SET {} = {}").format(column, values))
    except Error as error:
        raise _invalid(name, str(error).splitlines()[0]) from error
    cluster.reload()
    return listed(cluster, name)[0]


def checked(cluster: Cluster, name: str, value: str | None) -> Parameter:
    """The parameter as it is, if it can be set to this value; DataError with Azure's code if not."""
    found = listed(cluster, name)
    if not found:
        text = f"The configuration '{name}' does not exist for {cluster.name} server version 15."
        raise DataError(text, code="ConfigurationNotExists")
    parameter = found[0]
    if parameter.read_only and value not in (None, parameter.value):
        text = f"The configuration(s) '{name}' is(are) read-only for {cluster.name} server version 15."
        raise DataError(text, code="ConfigurationReadOnly")
    if name == SECURE_TRANSPORT and value not in (None, "on"):
        raise _invalid(name, "this environment speaks TLS only")
    if value and name in (EXTENSIONS, LIBRARIES):
        _exist(cluster, name, value)
    return parameter


def _exist(cluster: Cluster, name: str, value: str) -> None:
    """A library that isn't there would keep the server from starting again."""
    wanted = {part.strip().lower() for part in value.split(",") if part.strip()}
    have = {row[0] for row in cluster.sql("SELECT name FROM pg_available_extensions")} | {"auto_explain"}
    if missing := sorted(wanted - have):
        raise _invalid(name, f"not available: {', '.join(missing)}")


def _invalid(name: str, why: str) -> DataError:
    text = f"Invalid value given for parameter {name}. Specify a valid parameter value. ({why})"
    return DataError(text, code="InvalidParameterValue")
