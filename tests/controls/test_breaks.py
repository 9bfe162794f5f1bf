"""Breaking one proof turns exactly its lines: tried for each proof of each commitment, on evidence of a real run.

`evidence.json` is what `cordon evidence gather` found on a rehearsed estate (resources, Azure's answers, policies);
`python -m tests.controls.recorded` makes it anew. Records of drills, rehearsals and tests, which a rehearsal has not,
are made here for whatever the repository holds, so that a scenario or a runbook that is new is tried too.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from controls.conditions import look, meets
from controls.evidence import Evidence, RuleRun
from controls.judgement import judge
from controls.links import Link, Links
from controls.proofs import Proof, Status
from controls.proofs.attested import Attested
from controls.proofs.deployed import Deployed
from controls.proofs.drills import Drills
from controls.proofs.register import Register
from controls.proofs.rules import Rules
from controls.proofs.runbooks import Runbooks
from controls.proofs.scan import Scan
from controls.proofs.tests import Tests
from controls.register import load
from scripts.evidence.gathering import state_of
from tests.controls.recorded import FOUND, HELD, WHOLE

NOW = WHOLE.gathered + timedelta(hours=1)
Statuses = dict[str, tuple[Status, ...]]


def statuses(evidence: Evidence, links: Links = FOUND) -> Statuses:
    return {each.commitment: tuple(v.status for v in each.verdicts) for each in judge(HELD, links, evidence, NOW)}


BEFORE = statuses(WHOLE)
HOLDING = [
    (commitment.id, number, proof)
    for commitment in HELD
    for number, proof in enumerate(commitment.proofs)
    if BEFORE[commitment.id][number] is Status.PROVEN
]


def asking(fits: Callable[[Any, str], bool]) -> set[str]:
    """The commitments that have a proof which fits."""
    return {each.id for each in HELD if any(fits(proof, each.id) for proof in each.proofs)}


def turned(after: Statuses) -> set[str]:
    return {id for id in BEFORE if after[id] != BEFORE[id]}


@pytest.mark.parametrize(("id", "number", "proof"), HOLDING, ids=lambda value: getattr(value, "key", str(value)))
def test_breaking_a_proof_turns_exactly_its_lines(id: str, number: int, proof: Proof) -> None:
    for evidence, links, expected in BREAKS[type(proof)](proof, id):
        after = statuses(evidence, links)
        assert turned(after) == expected
        if expected:  # nothing turns with an entry that is only history
            assert id in expected
            assert after[id][number] is not Status.PROVEN


def test_without_evidence_nothing_is_proven() -> None:
    bare = Evidence(environment="e", stack="s", commit="c", gathered=WHOLE.gathered, regions=WHOLE.regions)
    assert Status.PROVEN not in {status for all in statuses(bare).values() for status in all}


def test_a_policy_that_nobody_named_counts_by_what_it_says() -> None:
    """It serves ENC-1: with a finding, or where it could not be evaluated, exactly that line turns."""
    links = Links((*FOUND.all, Link("rule", "new", "New", "policies/rules/new.py", ("ENC-1",))))
    run = RuleRun(name="new", title="New", serves=("ENC-1",), applied=1)
    for runs, expected in (
        ((run,), set()),
        ((run.model_copy(update={"applied": 0}),), set()),
        ((run.model_copy(update={"findings": ("It is broken.",)}),), {"ENC-1"}),
        ((), {"ENC-1"}),
    ):
        assert turned(statuses(WHOLE.model_copy(update={"rules": (*WHOLE.rules, *runs)}), links)) == expected


def test_nothing_else_than_what_is_not_built_yet_is_left_untried() -> None:
    """What isn't there can't be broken. The last ones wait for the application, which brings its own tests."""
    untried = {(id, n) for id, all in BEFORE.items() for n, status in enumerate(all) if status is not Status.PROVEN}
    awaiting = {(each.id, n) for each in HELD if each.awaits for n in range(len(each.proofs))}
    unserved = {  # runbooks and marked tests that nobody has written yet
        (each.id, n)
        for each in HELD
        for n, proof in enumerate(each.proofs)
        if proof.key in ("runbooks", "tests") and not any(FOUND.of(proof.key.rstrip("s"), each.id))
    }
    assert untried <= awaiting | unserved


def weakened(wanted: Any) -> Any:
    """A value that doesn't meet the condition, as near to it as can be."""
    if isinstance(wanted, dict) and (limit := wanted.get("min", wanted.get("max"))) is not None:
        step = -1 if "min" in wanted else 1
        return f"P{int(limit[1:-1]) + step}D" if isinstance(limit, str) else limit + step
    if isinstance(wanted, bool):
        return not wanted
    return "" if isinstance(wanted, dict) and "set" in wanted else "norwayeast"


def of_resources(proof: Deployed, id: str) -> Iterable[tuple[Evidence, Links, set[str]]]:
    """Azure says otherwise than the program asked, for each property in turn; and the resource is gone."""
    chosen = next(each for each in WHOLE.resources if proof.chooses(each))

    def put(**changes: Any) -> Evidence:
        changed = chosen.model_copy(update=changes)
        return WHOLE.model_copy(
            update={"resources": tuple(changed if each is chosen else each for each in WHOLE.resources)}
        )

    for path, wanted in proof.has.items():
        value = weakened(wanted)
        assert not meets(value, wanted)
        hit = asking(
            lambda p, _, path=path, value=value: (
                isinstance(p, Deployed) and p.chooses(chosen) and path in p.has and not meets(value, p.has[path])
            )
        )
        yield put(actual={**chosen.actual, path: [value]}), FOUND, hit
    yield put(exists=False), FOUND, asking(lambda p, _: isinstance(p, Deployed) and p.chooses(chosen))


def of_rules(proof: Rules, id: str) -> Iterable[tuple[Evidence, Links, set[str]]]:
    """Each policy that the commitment rests on is removed; and finds something."""
    for name in proof.rules:
        others = tuple(each for each in WHOLE.rules if each.name != name)
        run = next(each for each in WHOLE.rules if each.name == name)
        resting = asking(lambda p, _, name=name: isinstance(p, Rules) and name in p.rules)
        yield WHOLE.model_copy(update={"rules": others}), FOUND.without("rule", name), resting
        counting = asking(
            lambda p, one, name=name, run=run: isinstance(p, Rules) and (name in p.rules or one in run.serves)
        )
        found = run.model_copy(update={"findings": ("It is broken.",)})
        yield WHOLE.model_copy(update={"rules": (*others, found)}), FOUND, counting


def of_drills(proof: Drills, id: str) -> Iterable[tuple[Evidence, Links, set[str]]]:
    """For each drill that serves it: its record is deleted, failed, unsigned, too old."""
    for link in FOUND.of("drill", id):
        run = next(each for each in WHOLE.drills if each.scenario == link.name)
        others = tuple(each for each in WHOLE.drills if each is not run)
        hit = asking(lambda p, one, link=link: isinstance(p, Drills) and (link.name in p.drills or one in link.serves))
        old = run.ended - timedelta(days=link.facts["cadence"])
        for bad in (None, {"passed": False}, {"signed_by": None}, {"ended": old}):
            left = others if bad is None else (*others, run.model_copy(update=bad))
            yield WHOLE.model_copy(update={"drills": left}), FOUND, hit


def of_runbooks(proof: Runbooks, id: str) -> Iterable[tuple[Evidence, Links, set[str]]]:
    """For each runbook that serves it: its record is deleted, failed, unsigned, of another text, too old."""
    for link in FOUND.of("runbook", id):
        run = next(each for each in WHOLE.runbooks if each.runbook == link.name)
        others = tuple(each for each in WHOLE.runbooks if each is not run)
        hit = asking(
            lambda p, one, link=link: isinstance(p, Runbooks) and (link.name in p.runbooks or one in link.serves)
        )
        old = run.ended - timedelta(days=90)
        for bad in (None, {"passed": False}, {"signed_by": None}, {"text_sha256": "other"}, {"ended": old}):
            left = others if bad is None else (*others, run.model_copy(update=bad))
            yield WHOLE.model_copy(update={"runbooks": left}), FOUND, hit


def of_tests(proof: Tests, id: str) -> Iterable[tuple[Evidence, Links, set[str]]]:
    """There is no result; it is of another commit; one test fails."""
    assert WHOLE.tests
    every = asking(lambda p, one: isinstance(p, Tests) and (p.tests == "all" or any(FOUND.of("test", one))))
    yield WHOLE.model_copy(update={"tests": None}), FOUND, every
    other = WHOLE.tests.model_copy(update={"commit": "another"})
    yield WHOLE.model_copy(update={"tests": other}), FOUND, every
    if proof.tests == "all":
        bad = WHOLE.tests.model_copy(update={"failed": 1})
        yield WHOLE.model_copy(update={"tests": bad}), FOUND, {id}
    for link in FOUND.of("test", id) if proof.tests == "marked" else ():
        bad = WHOLE.tests.model_copy(update={"cases": {**WHOLE.tests.cases, link.name: "failed"}, "failed": 1})
        marked = asking(lambda p, one, link=link: isinstance(p, Tests) and (p.tests == "all" or one in link.serves))
        yield WHOLE.model_copy(update={"tests": bad}), FOUND, marked


def of_register(proof: Register, id: str) -> Iterable[tuple[Evidence, Links, set[str]]]:
    """Each of its entries in turn was not looked at in time; and the register can't be read."""
    others = tuple(each for each in WHOLE.registers if each.name != proof.name)
    hit = asking(lambda p, _: isinstance(p, Register) and p.name == proof.name)
    kept = load(proof.name)
    late = NOW.date() - timedelta(days=kept.review_in + 1)
    for entry in kept.entries:
        aged = tuple(each.model_copy(update={"reviewed": late}) if each is entry else each for each in kept.entries)
        state = state_of(replace(kept, entries=aged), NOW.date())
        yield WHOLE.model_copy(update={"registers": (*others, state)}), FOUND, set() if entry.past else hit
    yield WHOLE.model_copy(update={"registers": others}), FOUND, hit


def of_scan(proof: Scan, id: str) -> Iterable[tuple[Evidence, Links, set[str]]]:
    """The scan finds something, is too old, or was not made."""
    one = next(each for each in WHOLE.scans if each.name == proof.scan)
    others = tuple(each for each in WHOLE.scans if each is not one)
    hit = asking(lambda p, _: isinstance(p, Scan) and p.scan == proof.scan)
    for bad in (None, {"errors": 1}, {"ended": one.ended - timedelta(days=proof.days)}):
        left = others if bad is None else (*others, one.model_copy(update=bad))
        yield WHOLE.model_copy(update={"scans": left}), FOUND, hit


def of_answers(proof: Attested, id: str) -> Iterable[tuple[Evidence, Links, set[str]]]:
    """The other system says otherwise, or was not asked."""
    one = next(each for each in WHOLE.answers if each.name == proof.name)
    hit = asking(lambda p, _: isinstance(p, Attested) and p.name == proof.name)
    yield WHOLE.model_copy(update={"answers": ()}), FOUND, hit
    for path, wanted in proof.has.items():
        bad = one.model_copy(update={"facts": {**one.facts, path: [weakened(wanted)]}})
        yield WHOLE.model_copy(update={"answers": (bad,)}), FOUND, hit


BREAKS: dict[type[Proof], Callable[[Any, str], Iterable[tuple[Evidence, Links, set[str]]]]] = {
    Attested: of_answers,
    Deployed: of_resources,
    Drills: of_drills,
    Register: of_register,
    Rules: of_rules,
    Runbooks: of_runbooks,
    Scan: of_scan,
    Tests: of_tests,
}


def test_the_recorded_values_are_those_of_the_proofs() -> None:
    """A path that the record lacks would make every break above one of "Azure does not say"."""
    for commitment in HELD:
        for proof in commitment.proofs:
            if isinstance(proof, Deployed):
                for each in WHOLE.resources:
                    if each.type == proof.deployed:
                        assert proof.paths <= set(each.asked), (commitment.id, each.name)
    assert look({"a": 1}, "a") == [1]
