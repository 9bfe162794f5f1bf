"""Before anything is made: may the drill do this, and can it? What breaks a rule is refused (4), not tried."""

from datetime import UTC, datetime

from azure.core.exceptions import ResourceNotFoundError

from controls import residency
from scripts.drills import source
from scripts.drills.drill import Drill
from scripts.drills.exit_codes import RefusedError, UnverifiedError
from scripts.drills.journal import PREFIX
from scripts.drills.scenario import Scenario


def refuse(drill: Drill, scenarios: list[Scenario]) -> None:
    """The rules that need no call to Azure: where data may go."""
    regions = {"source": drill.estate.primary} | {scenario.name: scenario.region(drill) for scenario in scenarios}
    for use, region in regions.items():
        if not residency.is_eu(region):
            raise RefusedError(f"Region of {use} {residency.refusal(region)}")
    for scenario in scenarios:
        region = residency.normalise(scenario.region(drill))
        if region not in drill.estate.regions:
            allowed = ", ".join(drill.estate.regions)
            raise RefusedError(f"Region of {scenario.name} is {region}; the estate has its networks in {allowed} only.")
        scenario.refuse(drill)


def look(drill: Drill, scenarios: list[Scenario]) -> str:
    """Ask Azure whether the source, its backups, the names and the signing key are as they must be."""
    protection = source.look(drill)
    protection += [said for scenario in scenarios if (said := scenario.preflight(drill))]
    for scenario in scenarios:
        group = drill.estate.regions[residency.normalise(scenario.region(drill))].group
        name = f"{PREFIX}{drill.id}-{scenario.name}"
        try:
            drill.azure.postgres.servers.get(group, name)
        except ResourceNotFoundError:
            continue
        raise UnverifiedError(f"Server {name} exists already.")
    check_key(drill)
    return "; ".join(protection)


def check_key(drill: Drill) -> None:
    """Evidence that can't be signed proves nothing: better to know now."""
    facts = drill.azure.keys(drill.source.vault.uri).get_key(drill.source.signing_key).properties
    expired = facts.expires_on and facts.expires_on <= datetime.now(UTC)
    if not facts.enabled or expired:
        raise UnverifiedError(f"Key {drill.source.signing_key} is {'expired' if expired else 'disabled'}.")
