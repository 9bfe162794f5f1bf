"""What serves a commitment is found where it is said, in each kind of file."""

from pathlib import Path

import pytest

from controls.links import UnreadableError, find

FILES = {
    "components/vault.py": '"""A vault."""\nclass Vault:\n    """Serves ENC-1, ENC-2. A vault. Serves DEL-1."""\n',
    "policies/rules/locks.py": '"""Locks hold."""\nrule = StackRule(serves=("BAK-1", "BAK-5"))\n',
    "scripts/drills/scenarios/geo.py": (
        'class Geo(Scenario):\n    name = "geo"\n    title = "Geo"\n    serves = ("RES-1",)\n'
        "    cadence, rpo = Cadence.MONTHLY, timedelta(hours=1)\n"
    ),
    "runbooks/leak.md": "---\ntitle: A secret leaked\nserves: [INC-1, SDL-6]\nreview_in: 6 months\n---\nText.\n",
    "runbooks/README.md": "No front matter: no runbook.\n",
    "scripts/sweep.py": '"""Sweeps. Serves DEL-2."""\n',
    ".github/workflows/deploy.yml": "# Serves SDL-2.\non: push\n",
    "controls/registers/staff.yaml": "title: Staff\nserves: [ACC-1]\n",
    "tests/test_x.py": (
        'pytestmark = [pytest.mark.local, pytest.mark.proves("GOV-1")]\n'
        '@pytest.mark.proves("SDL-3", "SDL-4")\ndef test_a():\n    """A holds."""\n'
        "def test_b(): ...\ndef helper(): ...\n"
    ),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_each_kind_is_found(root: Path) -> None:
    assert {(link.kind, link.name, link.title, link.serves) for link in find(root).all} == {
        ("component", "Vault", "A vault", ("ENC-1", "ENC-2", "DEL-1")),
        ("rule", "locks", "Locks hold", ("BAK-1", "BAK-5")),
        ("drill", "geo", "Geo", ("RES-1",)),
        ("runbook", "leak", "A secret leaked", ("INC-1", "SDL-6")),
        ("script", "sweep", "Sweeps. Serves DEL-2", ("DEL-2",)),
        ("pipeline", "deploy", "deploy", ("SDL-2",)),
        ("register", "staff", "Staff", ("ACC-1",)),
        ("test", "tests/test_x.py::test_a", "A holds", ("GOV-1", "SDL-3", "SDL-4")),
        ("test", "tests/test_x.py::test_b", "b", ("GOV-1",)),
    }


def test_a_drill_says_how_often_it_must_run(root: Path) -> None:
    assert next(find(root).of("drill")).facts["cadence"] == 31


def test_an_unknown_cadence_is_told(root: Path) -> None:
    file = root / "scripts/drills/scenarios/geo.py"
    file.write_text(file.read_text().replace("MONTHLY", "SOMETIMES"))
    with pytest.raises(UnreadableError, match=r"geo.py: cadence 'SOMETIMES' is not known; allowed are DAILY"):
        find(root)


def test_broken_front_matter_is_told(root: Path) -> None:
    (root / "runbooks/leak.md").write_text("---\ntitle: [\n---\n")
    with pytest.raises(UnreadableError, match=r"runbooks/leak.md: front matter is no YAML"):
        find(root)


def test_every_cadence_of_the_drills_is_known() -> None:
    from controls.links import CADENCE
    from scripts.drills.scenario import Cadence

    assert {each.name: each.value.days for each in Cadence}.items() <= CADENCE.items()
