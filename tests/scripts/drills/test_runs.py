"""Whole drills on the local estate, as commands: a good one passes, one that dies is cleaned up after."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local import lifecycle
from scripts.azure import Azure
from scripts.drills import verifier
from scripts.drills.evidence import Evidence
from scripts.drills.journal import FILE, MARK, read
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
