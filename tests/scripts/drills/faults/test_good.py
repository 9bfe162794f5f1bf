"""Good runs raise no alarm, while customers go on working: twenty by `make drill-faults`, one in the tests."""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from tests.scripts.drills.faults.catalogue import ALL
from tests.scripts.drills.faults.conftest import Stage, sentences

pytestmark = [pytest.mark.local, pytest.mark.slow]

RUNS = 20 if os.environ.get(ALL) else 1


@contextmanager
def customers_at_work(stage: Stage) -> Generator[list[int]]:
    """Rows are changed, added and removed five times a second; yields how often."""
    stop, done = threading.Event(), list[int]()

    def work() -> None:
        home = stage.estate.home
        number = 0
        while not stop.wait(0.2):
            number += 1
            try:
                with stage.azure.connect(home.server.fqdn, home.database, home.administrator) as connection:
                    connection.execute("set row_security = off")
                    connection.execute(
                        "update users set name = name || '.' where id in "
                        "(select id from users where length(name) < 60 and tenant_id in "
                        "(select id from tenants where name not like 'drill-%%') order by random() limit 3)"
                    )
                    done.append(number)
            except Exception:
                continue

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("number", range(RUNS))
def test_a_good_run_raises_no_alarm(stage: Stage, number: int) -> None:
    scenario = ("point-in-time", "geo-restore", "tenant-export", "replica-promotion")[number % 4]
    with customers_at_work(stage) as worked:
        sealed = stage.run(scenario, seed=str(number))
    assert worked
    assert sealed.exit == 0, sentences(sealed)
