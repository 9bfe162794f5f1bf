"""Whole drills on the local estate: a good one passes, and every fault ends with its code."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from local import lifecycle
from local.data.geocopy import segment
from local.data.stanza import PRIMARY, Stanza
from scripts.azure import Azure
from scripts.drills import clean_up, verifier
from scripts.drills.drill import Drill, new_id
from scripts.drills.evidence import Evidence
from scripts.drills.journal import FILE, MARK, Journal, read
from scripts.drills.runner import Runner
from scripts.drills.scenario import scenarios
from scripts.estate import Estate, load

pytestmark = [pytest.mark.local, pytest.mark.slow]

Observer = Callable[[str, str], None]


@pytest.fixture
def estate(environment: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Estate:
    for name, value in environment.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CORDON_REPORTS", str(tmp_path / "reports"))
    return load()


@pytest.fixture
def azure(estate: Estate) -> Azure:
    return Azure(estate.subscription)


@pytest.fixture
def untouched(estate: Estate, azure: Azure) -> Iterator[None]:
    """After a drill the estate is as before, and nothing carries a drill's mark."""
    before = inventory(estate, azure)
    yield
    assert inventory(estate, azure) == before


def inventory(estate: Estate, azure: Azure) -> dict[str, Any]:
    found: list[Any] = []
    for region in estate.regions.values():
        found += azure.postgres.servers.list_by_resource_group(region.group)
        found += azure.network.private_endpoints.list(region.group)
    with azure.connect(estate.home.server.fqdn, estate.home.database, estate.home.administrator) as connection:
        tenants = [row[0] for row in connection.execute("select id::text from public.tenants order by 1")]
        events = [
            tuple(row)
            for row in connection.execute("select tenant_id::text, count(*) from public.events group by 1 order by 1")
        ]
    assert not [one.id for one in found if MARK in (one.tags or {})]
    return {"resources": sorted(one.id.lower() for one in found), "tenants": tenants, "events": events}


def cordon(environment: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = str(Path(sys.executable).parent / "cordon")
    return environment.run(program, *arguments, check=False, CORDON_REPORTS=os.environ["CORDON_REPORTS"])


def drill(estate: Estate, azure: Azure, *names: str, observer: Observer | None = None) -> Evidence:
    chosen = [one for one in scenarios().values() if one.name in names]
    name = new_id()
    one = Drill(name, estate, azure, Journal(Path(os.environ["CORDON_REPORTS"]) / name), seed="test", canary_seconds=12)
    sealed = Runner(one, chosen, Console(stderr=True), [observer] if observer else []).run()
    assert clean_up.is_complete(sealed.clean_up), sealed.clean_up
    return sealed


def findings(sealed: Evidence) -> str:
    checks = [
        f"{one.name}: {one.sentence}" for result in sealed.results for one in result.checks if one.status != "pass"
    ]
    return "\n".join([*sealed.problems, *(p for result in sealed.results for p in result.problems), *checks])


@pytest.mark.usefixtures("untouched")
def test_a_good_drill_passes_is_signed_and_leaves_nothing(environment: Any, estate: Estate, tmp_path: Path) -> None:
    answer = cordon(environment, "drill", "run", "--json", "--seed", "auditor")
    assert answer.returncode == 0, answer.stderr[-4000:]
    sealed = Evidence.model_validate_json(answer.stdout)
    folder = Path(os.environ["CORDON_REPORTS"]) / sealed.drill
    assert {result.scenario: result.region for result in sealed.results} == {
        "point-in-time": "northeurope",
        "geo-restore": "westeurope",
    }
    assert len(sealed.clean_up.gone) == 4  # two servers, two endpoints
    assert "whole and signed" in verifier.check(folder)
    html = (folder / "index.html").read_text()
    assert all(one.sentence.split(" ")[0] in html for result in sealed.results for one in result.checks)
    for name in ("evidence.json", "manifest.json"):
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)
        with pytest.raises(ValueError, match=r"."):
            verifier.check(folder)
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)


@pytest.mark.usefixtures("untouched")
def test_a_byte_flipped_in_the_backup_ends_1(environment: Any, estate: Estate, azure: Azure) -> None:
    mended: list[Callable[[], None]] = []

    def flip(name: str, state: str) -> None:
        if (name, state) == ("point-in-time/damage", "done"):
            backup = repository(environment, estate)
            blob = max(
                (one for one in backup.list_blobs(name_starts_with="backup/") if "/bundle/" in one.name),
                key=lambda one: one.size,
            )
            good = backup.download_blob(blob.name).readall()
            bad = bytearray(good)
            bad[len(bad) // 2] ^= 1
            backup.upload_blob(blob.name, bytes(bad), overwrite=True)
            mended.append(lambda: backup.upload_blob(blob.name, good, overwrite=True))

    sealed = drill(estate, azure, "point-in-time", observer=flip)
    mended[0]()
    assert sealed.exit == 1, findings(sealed)
    assert "restore failed" in findings(sealed)


@pytest.mark.usefixtures("untouched")
def test_a_missing_wal_segment_ends_1(environment: Any, estate: Estate, azure: Azure) -> None:
    mended: list[Callable[[], None]] = []

    def lose(name: str, state: str) -> None:
        if (name, state) == ("point-in-time/damage", "done"):
            backup = repository(environment, estate)
            last = max(one.name for one in backup.list_blobs(name_starts_with="archive/") if segment(one.name))
            good = backup.download_blob(last).readall()
            backup.delete_blob(last)
            mended.append(lambda: backup.upload_blob(last, good))

    sealed = drill(estate, azure, "point-in-time", observer=lose)
    mended[0]()
    assert sealed.exit == 1, findings(sealed)
    assert "recovery" in findings(sealed)


@pytest.mark.usefixtures("untouched")
def test_a_row_of_another_tenant_swapped_in_ends_1(estate: Estate, azure: Azure) -> None:
    def swap() -> None:
        with azure.connect(estate.home.server.fqdn, estate.home.database, estate.home.administrator) as connection:
            connection.execute(SWAP)

    def observe(name: str, state: str) -> None:
        if (name, state) == ("manifest", "done"):
            swap()

    sealed = drill(estate, azure, "point-in-time", observer=observe)
    swap()
    assert sealed.exit == 1, findings(sealed)
    assert re.search(r"digests: 2 of \d+ tables by tenant hold other rows", findings(sealed))
    assert "counts" not in findings(sealed)


def test_a_dead_control_plane_ends_3(environment: Any, estate: Estate) -> None:
    os.kill(int(json.loads((environment.home.root / "plane.json").read_text())["pid"]), signal.SIGKILL)
    try:
        answer = cordon(environment, "drill", "run")
        assert answer.returncode == 3, answer.stderr[-4000:]
        assert "Traceback" not in answer.stderr
    finally:
        lifecycle.start(environment.home)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("region", ["norwayeast", "uksouth", "switzerlandnorth"])
def test_a_target_outside_the_eu_ends_4_before_any_create(environment: Any, estate: Estate, region: str) -> None:
    reports = os.environ["CORDON_REPORTS"]
    answer = cordon(environment, "drill", "run", "--target-region", region)
    assert answer.returncode == 4, answer.stderr[-4000:]
    assert "not in the European Union" in answer.stderr
    [journal] = Path(reports).glob(f"*/{FILE}")
    assert set(kinds(journal)) == {"begin", "phase", "end"}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("scenario", "after"), [("point-in-time", "create"), ("geo-restore", "stop")])
def test_a_killed_drill_is_cleaned_up_by_the_next_command(
    environment: Any, estate: Estate, scenario: str, after: str
) -> None:
    journal, _ = end(environment, signal.SIGKILL, scenario, after)
    assert not {"gone", "started"} & set(kinds(journal))
    answer = cordon(environment, "drill", "clean")
    assert answer.returncode == 0, answer.stderr[-4000:]
    assert kinds(journal)[-1] == "end"
    assert kinds(journal).count("gone") == kinds(journal).count("create")
    assert kinds(journal).count("started") == kinds(journal).count("stop")
    assert "tenant-gone" in kinds(journal)
    assert Evidence.model_validate_json((journal.parent / "evidence.json").read_text()).exit == 3
    assert "whole and signed" in verifier.check(journal.parent)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_drill_cleans_up_itself_and_could_not_verify(
    environment: Any, estate: Estate, how: signal.Signals
) -> None:
    journal, code = end(environment, how)
    assert code == 3
    assert {"gone", "tenant-gone"} <= set(kinds(journal))
    assert "interrupted" in (journal.parent / "evidence.json").read_text()


def end(
    environment: Any, how: signal.Signals, scenario: str = "point-in-time", after: str = "create"
) -> tuple[Path, int]:
    """Start a drill and end it a second after its journal has the entry `after`; its journal and exit code."""
    reports = Path(os.environ["CORDON_REPORTS"])
    program = str(Path(sys.executable).parent / "cordon")
    command = [program, "drill", "run", "--scenario", scenario, "--canaries", "5"]
    variables = {**environment.variables, "CORDON_REPORTS": str(reports)}
    with subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as dying:
        while dying.poll() is None and not any(after in kinds(one) for one in reports.glob(f"*/{FILE}")):
            time.sleep(0.1)
        time.sleep(1)
        dying.send_signal(how)
    [journal] = reports.glob(f"*/{FILE}")
    return journal, dying.returncode


def kinds(journal: Path) -> list[str]:
    return [entry["kind"] for entry in read(journal)[0]]


def repository(environment: Any, estate: Estate) -> Any:
    """The container that holds the source's backups: the platform's own, not a resource of the subscription's."""
    stanza = Stanza.of_server(environment.home, estate.home.server.id)
    assert stanza
    account = stanza.account(environment.home, PRIMARY)
    return account.client().get_container_client(stanza.container(PRIMARY))


# Two tenants' rows change places: as many as before, each in the other's hands. Doing it twice undoes it.
SWAP = """
with pair as (
  select (array_agg(id order by id))[1] as id, tenant_id from public.documents
  where tenant_id in (select id from public.tenants where name not like 'drill-%' order by id limit 2)
  group by tenant_id)
update public.documents d set title = o.title from pair p, pair q, public.documents o
where d.id = p.id and o.id = q.id and q.tenant_id <> p.tenant_id
"""
