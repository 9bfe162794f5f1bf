"""The server that is drilled: what a restore must give back, losing it, and having it again."""

from azure.core.exceptions import HttpResponseError
from azure.mgmt.postgresqlflexibleservers.models import ServerState

from scripts.drills.copies import finish
from scripts.drills.drill import Drill
from scripts.drills.exit_codes import BackupError, UnverifiedError


def look(drill: Drill) -> list[str]:
    """Read what the copies need from the source while it is there. Returns sentences on what protects it."""
    group, name = drill.source.group, drill.source.server.name
    server = drill.azure.postgres.servers.get(group, name)
    shown = server.properties
    if not shown or shown.state != ServerState.READY:
        state = shown.state if shown else "unknown"
        raise UnverifiedError(f"Server {name} is {state}; a drill starts from one that is Ready.")
    if not shown.backup or not shown.backup.earliest_restore_date:
        raise BackupError(f"Server {name} has no backup to restore from yet (backup.earliestRestoreDate is empty).")
    geo = shown.backup.geo_redundant_backup
    drill.source_tags = dict(server.tags or {})
    drill.administrators = list(drill.azure.postgres.administrators_microsoft_entra.list_by_server(group, name))
    drill.parameters = {
        one.name: facts.value
        for one in drill.azure.postgres.configurations.list_by_server(group, name)
        if one.name and (facts := one.properties) and facts.value
        if facts.source == "user-override" and not facts.is_read_only
    }
    return [
        f"backups reach back to {shown.backup.earliest_restore_date:%Y-%m-%d %H:%M:%S}Z",
        f"kept {shown.backup.backup_retention_days} days, geo-redundant: {getattr(geo, 'value', geo)}",
    ]


def is_geo_redundant(drill: Drill) -> bool:
    facts = drill.azure.postgres.servers.get(drill.source.group, drill.source.server.name).properties
    return bool(facts and facts.backup and facts.backup.geo_redundant_backup == "Enabled")


def lose(drill: Drill) -> None:
    """Take the server away, as far as anyone can tell from outside. Journaled: it must come back."""
    server = drill.source.server
    if len(drill.journal.of("stop")) > len(drill.journal.of("started")):
        return  # another scenario of this drill has lost it already
    drill.journal.write("stop", id=server.id)
    poller = drill.azure.postgres.servers.begin_stop(drill.source.group, server.name)
    finish(drill, poller, "stop of the source")


def bring_back(drill: Drill) -> None:
    """Start the source again, if a drill stopped it. May be called again and again."""
    servers, group, name = drill.azure.postgres.servers, drill.source.group, drill.source.server.name
    facts = servers.get(group, name).properties
    if facts and facts.state != ServerState.READY:
        try:
            servers.begin_start(group, name).result()
        except HttpResponseError:
            facts = servers.get(group, name).properties
            if not facts or facts.state != ServerState.READY:
                raise
    drill.journal.write("started", id=drill.source.server.id)
