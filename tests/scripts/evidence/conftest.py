"""The report of the recorded evidence, and what a browser needs to look at it."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from controls.judgement import judge
from local import packages
from local.home import cache
from local.packages import Package
from scripts.evidence import report
from tests.controls.recorded import FOUND, HELD, WHOLE

AXE = Path(__file__).parent / "axe"
CHROMIUM = Package("chromium", "/usr/bin/chromium")
NOW = WHOLE.gathered + timedelta(hours=1)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every form of the report, of evidence that holds a failure and something that could not be looked at."""
    folder = tmp_path_factory.mktemp("report")
    bad = WHOLE.drills[0].model_copy(update={"passed": False, "ended": WHOLE.gathered - timedelta(days=2)})
    evidence = WHOLE.model_copy(update={"drills": (bad, *WHOLE.drills[1:]), "problems": ("Scans: none was found.",)})
    report.write(folder, HELD, FOUND, evidence, judge(HELD, FOUND, evidence, NOW), NOW)
    return folder


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source: `npm ci` of our lock file, once, into the cache."""
    lock = hashlib.sha256((AXE / "package-lock.json").read_bytes()).hexdigest()[:12]
    target = cache() / f"axe-{lock}"
    script = target / "node_modules/axe-core/axe.min.js"
    if not script.exists():
        new = target.with_name(f"{target.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(AXE, new)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
        subprocess.run(command, cwd=new, capture_output=True, check=True)
        shutil.rmtree(target, ignore_errors=True)
        new.rename(target)
    return script.read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.present:
        packages.install([CHROMIUM])
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM.proof, args=["--no-sandbox"])
        yield chromium
        chromium.close()
