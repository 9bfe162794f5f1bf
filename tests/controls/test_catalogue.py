"""The catalogue as data, and as it fits this repository."""

from pathlib import Path

import pytest
import yaml

from controls import catalogue, links
from controls.catalogue import CatalogueError, Level
from controls.links import Link, Links
from controls.proofs import kinds

HELD, FOUND = catalogue.load(), links.find()
GOOD = {
    "promise": "It holds",
    "sources": ["D"],
    "level": "infra",
    "owner": "lead",
    "iso27001": ["8.24"],
    "soc2": ["CC6.1"],
    "fresh": 7,
    "proofs": [{"rules": []}],
}


def written(folder: Path, **changes: object) -> Path:
    content = {"area": "Area", "about": "About.", "commitments": {"ABC-1": GOOD | changes}}
    (folder / "1.yaml").write_text(yaml.safe_dump(content))
    return folder


def test_the_catalogue_fits_the_repository() -> None:
    assert catalogue.check(HELD, FOUND) == []


def test_every_commitment_is_there_once_and_in_a_row() -> None:
    numbers: dict[str, list[int]] = {}
    for each in HELD:
        prefix, _, number = each.id.partition("-")
        numbers.setdefault(prefix, []).append(int(number))
    assert {prefix: len(found) for prefix, found in numbers.items()} == {
        "RES": 5, "ENC": 5, "TEN": 3, "ACC": 11, "LOG": 4, "NET": 4, "BAK": 7, "SDL": 12, "INC": 4, "SUB": 4, "DEL": 6,
        "GOV": 4,
    }  # fmt: skip
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


@pytest.mark.proves("GOV-2")
def test_controls_are_grouped_by_areas_that_iso_27001_and_soc_2_share() -> None:
    for area, about in HELD.areas.items():
        members = [each for each in HELD if each.area == area]
        assert about
        assert members, area
        assert all(each.iso27001 and each.soc2 for each in members)


def test_only_what_is_not_built_yet_awaits_something() -> None:
    for each in HELD:
        if each.awaits:
            assert each.level is Level.APP or each.id == "RES-5", each.id


def test_infra_is_shown_by_what_is_deployed_or_tested_never_by_words_alone() -> None:
    for each in HELD:
        keys = {proof.key for proof in each.proofs}
        if each.level is Level.INFRA:
            assert keys & {"deployed", "rules", "tests", "scan", "attested"}, each.id
        if each.level is Level.ORG:
            assert keys == {"register"}, each.id


def test_every_rule_that_a_commitment_rests_on_serves_it() -> None:
    served = {link.name: link.serves for link in FOUND.of("rule")}
    for each in HELD:
        for proof in each.proofs:
            for name in getattr(proof, "rules", ()):
                assert each.id in served[name], name


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"level": "much"}, "1.yaml, ABC-1: level 'much': Input should be 'infra', 'ops', 'app' or 'org'."),
        ({"soc2": ["CC99"]}, "1.yaml, ABC-1: soc2 'CC99' is no id of that standard"),
        ({"iso27001": ["9.1"]}, "1.yaml, ABC-1: iso27001 '9.1' is no id of that standard"),
        ({"proofs": []}, "1.yaml, ABC-1: proofs ()"),
        ({"proofs": [{"hope": 1}]}, "1.yaml, ABC-1: a proof must have one of attested, deployed, drills,"),
        ({"proofs": [{"deployed": "x:Y"}]}, "1.yaml, ABC-1, proof deployed: says"),
        (
            {"proofs": [{"deployed": "x:Y", "says": "s", "has": {"a": {"least": 1}}}]},
            "1.yaml, ABC-1, proof deployed: has {'a': {'least': 1}}: a: condition 'least' is not known",
        ),
        ({"colour": "red"}, "1.yaml, ABC-1: colour 'red': Extra inputs are not permitted."),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(CatalogueError) as told:
        catalogue.load(written(tmp_path, **changes))
    assert str(told.value).startswith(sentence)
    assert len(str(told.value).splitlines()) == 1


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    held = catalogue.load(written(tmp_path, proofs=[{"rules": ["gone"]}, {"register": "lost"}, {"drills": ["past"]}]))
    stray = Links((Link("component", "Storage", "Storage", "components/storage.py", ("ABC-2",)),))
    assert catalogue.check(held, stray) == [
        "components/storage.py: component Storage serves ABC-2, which is no commitment; did you mean ABC-1?",
        "ABC-1 is served by nothing; let a component, rule, drill, runbook, test or register serve it.",
        "ABC-1 is to be proven by rule gone, which does not exist.",
        "ABC-1 is to be proven by register lost, which does not exist.",
        "ABC-1 is to be proven by drill past, which does not exist.",
    ]


def test_what_awaits_something_may_be_served_by_nothing(tmp_path: Path) -> None:
    assert catalogue.check(catalogue.load(written(tmp_path, awaits="Later")), Links(())) == []


def test_every_kind_of_proof_is_asked_for() -> None:
    assert {proof.key for each in HELD for proof in each.proofs} == set(kinds())
