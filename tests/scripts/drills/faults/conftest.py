"""The stage of a fault: a running estate, a drill in it, and ways to harm what Azure would never let anybody touch."""

import json
import os
import re
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from local.data.azurite import Account
from local.data.cluster import Cluster
from local.data.stanza import PRIMARY, Stanza
from scripts.azure import ARM, Azure
from scripts.drills import clean_up
from scripts.drills.drill import Drill, new_id
from scripts.drills.evidence import Evidence
from scripts.drills.journal import MARK, Journal
from scripts.drills.runner import Runner
from scripts.drills.scenario import scenarios
from scripts.estate import Estate, load

CANARIES = 6  # seconds; enough for a recovery target between two


@dataclass
class Stage:
    environment: Any
    estate: Estate
    azure: Azure
    drill: Drill | None = None
    mend: list[Callable[[], object]] = field(default_factory=list)

    def run(self, *names: str, observer: Callable[[str, str], None] | None = None, seed: str = "test") -> Evidence:
        """One drill, whose evidence is returned."""
        kinds = [one for one in scenarios().values() if one.name in names]
        name = new_id()
        journal = Journal(Path(os.environ["CORDON_REPORTS"]) / name)
        self.drill = Drill(name, self.estate, self.azure, journal, seed=seed, canary_seconds=CANARIES)
        return Runner(self.drill, kinds, Console(stderr=True), [observer] if observer else []).run()

    def mended(self) -> None:
        while self.mend:
            self.mend.pop()()

    # Below Azure: what bad disks and careless people do

    def stanza(self) -> Stanza:
        found = Stanza.of_server(self.environment.home, self.estate.home.server.id)
        assert found
        return found

    def repository(self, place: str = PRIMARY) -> Any:
        """The container that holds the source's backups: the platform's own, no resource of the subscription."""
        stanza = self.stanza()
        return stanza.account(self.environment.home, place).client().get_container_client(stanza.container(place))

    def account(self) -> Account:
        return Account(self.environment.home, self.estate.home.storage.name)

    def cluster(self, name: str | None = None) -> Cluster:
        return Cluster(self.environment.home, name or self.estate.home.server.name)

    def source(self, statement: str) -> None:
        """As the administrator, in the application's database."""
        with self.azure.connect(
            self.estate.home.server.fqdn, self.estate.home.database, self.estate.home.administrator
        ) as connection:
            connection.execute(statement.encode())

    def fault(self, **body: Any) -> Callable[[], None]:
        """A fault on demand of the control plane; returns what clears it."""
        self._plane("POST", body)
        return lambda: self._plane("DELETE", None)

    def _plane(self, method: str, body: Any) -> None:
        token = self.azure.credential.get_token(f"{ARM}/.default").token
        url = f"{os.environ['ARM_ENDPOINT'].rstrip('/')}/local/faults"
        headers = {"Authorization": f"Bearer {token}"}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(url, data, headers, method=method)
        context = ssl.create_default_context(cafile=os.environ["REQUESTS_CA_BUNDLE"])
        urllib.request.urlopen(request, context=context, timeout=30).close()


@pytest.fixture
def stage(environment: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stage]:
    """Afterwards the estate is as before, and nothing carries a drill's mark."""
    for name, value in environment.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CORDON_REPORTS", str(tmp_path / "reports"))
    estate = load()
    found = Stage(environment, estate, Azure(estate.subscription))
    before = inventory(found)
    yield found
    found.mended()
    assert inventory(found) == before


def inventory(stage: Stage) -> dict[str, Any]:
    estate, azure = stage.estate, stage.azure
    found: list[Any] = []
    for region in estate.regions.values():
        for kind in clean_up.KINDS.values():
            found += kind.listed(azure, region.group)
    with azure.connect(estate.home.server.fqdn, estate.home.database, estate.home.administrator) as connection:
        tenants = [row[0] for row in connection.execute("select id::text from public.tenants order by 1")]
        events = connection.execute("select tenant_id::text, count(*) from public.events group by 1 order by 1")
        counted = [tuple(row) for row in events]
    assert not [one.id for one in found if MARK in (one.tags or {})]
    processes = sorted(path.name for path in stage.environment.home.run.glob("*drill*"))
    folders = sorted(path.name for path in stage.environment.home.postgres.glob("drill*"))
    return {
        "resources": sorted(one.id.lower() for one in found), "tenants": tenants, "events": counted,
        "processes": processes, "folders": folders,
    }  # fmt: skip


def sentences(sealed: Evidence) -> str:
    """Everything that a drill's evidence says went wrong."""
    checks = [f"{one.name}: {one.sentence}" for r in sealed.results for one in r.checks if one.status != "pass"]
    return "\n".join([*sealed.problems, *(p for r in sealed.results for p in r.problems), *checks,
                      *sealed.clean_up.problems])  # fmt: skip


def holds(sealed: Evidence, says: str) -> bool:
    return re.search(says, sentences(sealed), re.IGNORECASE) is not None
