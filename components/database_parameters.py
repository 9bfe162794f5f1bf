"""Server parameters of every PostgreSQL server: TLS enforced, access audited, no data values in the logs.

Azure's names and values: "Server parameters in Azure Database for PostgreSQL flexible server", Microsoft Learn.
"""

PARAMETERS: dict[str, str] = {
    # Encryption in transit (ENC-1)
    "require_secure_transport": "on",
    "ssl_min_protocol_version": "TLSv1.2",
    # What is loaded and what may be created: audit, digests, and the checks that drills make of restored copies.
    # A change of the first waits for a restart of the server.
    "shared_preload_libraries": "pgaudit,pg_stat_statements",
    "azure.extensions": "amcheck,pg_stat_statements,pg_visibility,pgaudit,pgcrypto",
    # Who came, who went, who changed structure or rights (LOG-1, ACC-3)
    "log_connections": "on",
    "log_disconnections": "on",
    "pgaudit.log": "ddl,role",
    # No customer content in logs (LOG-4): neither statements nor the values in them, not even of one that failed.
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "pgaudit.log_parameter": "off",
}
