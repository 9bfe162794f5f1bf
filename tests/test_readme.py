"""What the pages say is there: targets, commands, files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.home import CLONE

PAGES = [CLONE / "README.md", *sorted((CLONE / "docs").rglob("*.md")), CLONE / "local/README.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CLONE)))
def test_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (CLONE / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)|\$ make ([a-z-]+)", page.read_text())) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CLONE)))
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text()
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    missing = [link for link in links if not (page.parent / link).exists()]
    named = [path for path in re.findall(r"`([a-z]+/[\w./-]+)`", text) if "<" not in path]
    tops = {folder.name for folder in CLONE.iterdir()} - {"reports"}  # what runs leave there isn't in a clone
    missing += [path for path in named if path.split("/")[0] in tops and not (CLONE / path).exists()]
    assert not missing


def test_help_lists_every_target() -> None:
    said = subprocess.run(["make", "help"], cwd=CLONE, capture_output=True, text=True, check=True).stdout
    declared = re.findall(r"^\.PHONY: (.+)$", (CLONE / "Makefile").read_text(), re.MULTILINE)
    assert {target for line in declared for target in line.split()} <= set(said.split())


def test_cordon_lists_its_commands() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "cordon", "--help"], capture_output=True, text=True, check=True
    )
    for command in (CLONE / "scripts/commands").glob("[a-z]*.py"):
        assert command.stem.replace("_", "-") in done.stdout
