"""Cases: what may be entered when, which clocks start and stop, and that nothing is changed afterwards."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scripts.cases import case as cases
from scripts.cases import kind as kinds
from scripts.cases.case import Case
from scripts.errors import UserError
from scripts.notices import notices
from scripts.session import Session

TRIAGE = {"severity": "high", "commander": "a", "communications": "b", "scribe": "c"}
SAID = {"nature": "titles were seen", "impact": "little", "mitigation": "rolled back", "contact": "privacy team"}


def incident(session: Session, *, personal: str = "yes") -> Case:
    case = kinds.open_case(session, "incident", "run", {"summary": "sign-ins fail", "source": "alert/1"})
    kinds.add(case, "triaged", TRIAGE)
    kinds.add(case, "verified", {"personal_data": personal, "by": "a"})
    return case


def day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def test_the_same_run_opens_the_same_case(session: Session) -> None:
    assert incident(session).id == kinds.open_case(session, "incident", "run", {"summary": "abc", "source": "x"}).id
    assert [entry["event"] for entry in cases.every(session, "incident")[0].entries] == [
        "opened",
        "triaged",
        "verified",
    ]


def test_24_hours_start_with_the_verification_of_a_breach(session: Session) -> None:
    (clock,) = kinds.clocks(incident(session))
    assert clock.limit == timedelta(hours=24)
    assert clock.started == kinds.at(cases.every(session, "incident")[0], "verified")
    assert [clock.ends - when for when in clock.due(clock.ends)] == [timedelta(hours=hours) for hours in (12, 4, 1)]


def test_no_personal_data_no_clock(session: Session) -> None:
    assert kinds.clocks(incident(session, personal="no")) == []


def test_a_decision_against_notifying_needs_a_reason_and_ends_the_clock(session: Session) -> None:
    case = incident(session)
    with pytest.raises(UserError, match="Entry decided needs why"):
        kinds.add(case, "decided", {"notify": "no", "by": "a"})
    kinds.add(case, "decided", {"notify": "no", "by": "a", "why": "encrypted, key elsewhere"})
    assert kinds.clocks(case) == []


@pytest.mark.parametrize("missing", SAID)
@pytest.mark.parametrize("empty", [None, "", "tbd", " unknown "])
def test_a_notice_must_say_all_four(session: Session, missing: str, empty: str | None) -> None:
    case = incident(session)
    kinds.add(case, "decided", {"notify": "yes", "by": "a", "why": "likely risk"})
    said = {name: text for name, text in SAID.items() if name != missing} | (
        {missing: empty} if empty is not None else {}
    )
    with pytest.raises(UserError, match=f"doesn't say {missing}"):
        notices.draft(case, said)
    assert not case.last("drafted")


def sent(session: Session, tenants: list[str]) -> Case:
    case = incident(session)
    kinds.add(case, "decided", {"notify": "yes", "by": "a", "why": "likely risk"})
    notices.draft(case, SAID)
    content = json.dumps(tenants).encode()
    session.evidence.upload_blob(f"notices/{case.id}.tenants.json", content)
    kinds.add(case, "affected", {"tenants": str(len(tenants)), "digest": "0" * 64})
    notices.send(case)
    return case


def test_sending_stops_the_clock_and_reaches_exactly_the_affected(session: Session) -> None:
    case = sent(session, ["t1", "t2"])
    assert kinds.clocks(case)[0].met() is True
    assert notices.check_sent(case)["tenants"] == 2
    session.evidence.delete_blob(f"outbox/{case.id}/t2.json")
    with pytest.raises(UserError, match="not on its way to tenant t2"):
        notices.check_sent(case)


def test_a_notice_to_somebody_else_is_found(session: Session) -> None:
    case = sent(session, ["t1"])
    session.evidence.upload_blob(f"outbox/{case.id}/t9.json", b"{}")
    with pytest.raises(UserError, match="t9, whom it doesn't concern"):
        notices.check_sent(case)


def test_a_recalled_notice_lets_the_clock_run_again(session: Session) -> None:
    case = sent(session, ["t1"])
    notices.recall(case)
    assert kinds.clocks(case)[0].stopped is None
    with pytest.raises(UserError, match="no entry notified"):
        notices.check_sent(case)


def test_a_late_notice_stays_late(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    case = sent(session, ["t1"])
    verified = case.need("verified")
    case.entries[case.entries.index(verified)] = verified | {
        "at": (datetime.now(UTC) - timedelta(hours=25)).isoformat()
    }
    assert kinds.clocks(case)[0].met() is False
    kinds.add(case, "reviewed", {"cause": "a mistake", "actions": "1"})
    kinds.close(case)
    assert case.need("closed")["facts"] == {"late": "notify affected customers"}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"effective": day(29)}, "allowed is a day at least 30 days from now"),
        ({"region": "norwayeast"}, "norwayeast"),
        ({"region": "uksouth"}, "uksouth"),
    ],
)
def test_a_subprocessor_comes_late_enough_and_stays_in_the_eu(
    session: Session, facts: dict[str, Any], said: str
) -> None:
    case = kinds.open_case(session, "subprocessor", "run", {"name": "Somebody"})
    good = {"purpose": "mail", "region": "northeurope", "effective": day(45)}
    with pytest.raises(UserError, match=said):
        kinds.add(case, "proposed", good | facts)
    kinds.add(case, "proposed", good)


def test_a_subprocessor_never_takes_effect_before_customers_were_told_and_its_day_came(session: Session) -> None:
    case = kinds.open_case(session, "subprocessor", "run", {"name": "Somebody"})
    kinds.add(case, "proposed", {"purpose": "mail", "region": "northeurope", "effective": day(45)})
    with pytest.raises(UserError, match="needs an entry notified before in-force"):
        kinds.add(case, "in-force", {"register": "0" * 64})
    kinds.add(case, "assessed", {"agreement": "a/1", "certificates": "ISO", "by": "lead"})
    kinds.add(case, "notified", {"tenants": "3", "notice": "0" * 64})
    kinds.add(case, "objections", {"count": "0"})
    with pytest.raises(UserError, match="30 days after the notice"):
        kinds.add(case, "in-force", {"register": "0" * 64})


def test_nobody_approves_their_own_access(session: Session) -> None:
    asked = {"principal": "p1", "role": "Reader", "scope": "/s", "reason": "logs", "until": day(10)}
    case = kinds.open_case(session, "access", "run", asked)
    with pytest.raises(UserError, match="approved by somebody else"):
        kinds.add(case, "approved", {"by": "p1"})
    kinds.add(case, "approved", {"by": "p2"})


@pytest.mark.parametrize("until", [day(-1), day(400)])
def test_access_ends_within_a_year(session: Session, until: str) -> None:
    asked = {"principal": "p1", "role": "Reader", "scope": "/s", "reason": "logs", "until": until}
    case = kinds.open_case(session, "access", "run", asked)
    with pytest.raises(UserError, match="allowed is a day within 366 days"):
        kinds.add(case, "approved", {"by": "p2"})


def test_only_the_controller_instructs(session: Session) -> None:
    case = kinds.open_case(session, "subject", "run", {"tenant": "t1", "subject": "u1"})
    with pytest.raises(UserError, match="which is the controller here"):
        kinds.add(case, "verified", {"tenant": "t2", "instruction": "0" * 64, "by": "lead"})
    with pytest.raises(UserError, match="needs an entry verified before deleted"):
        kinds.add(case, "deleted", {"rows": "1"})


def test_a_case_is_not_closed_without_what_it_needs(session: Session) -> None:
    case = kinds.open_case(session, "deletion", "run", {"tenant": "t1", "ended": day(-1), "instruction": "c/1"})
    with pytest.raises(UserError, match="can't be closed without an entry deleted"):
        kinds.close(case)
    assert kinds.clocks(case)[0].limit == timedelta(days=90)


def test_what_is_taken_back_does_not_count_and_stays_to_be_seen(session: Session) -> None:
    case = incident(session)
    case.take_back("verified")
    assert case.last("verified") is None
    assert "personal_data" not in case.facts
    assert [entry["event"] for entry in case.entries][-2:] == ["verified", "taken-back"]


def test_a_changed_entry_breaks_the_chain(session: Session) -> None:
    case = incident(session)
    name = next(name for name in session.evidence.blobs if name.endswith("triaged.json"))  # ty: ignore
    blobs = session.evidence.blobs  # ty: ignore
    blobs[name] = blobs[name].replace(b"high", b"low")
    with pytest.raises(UserError, match="doesn't follow the one before it"):
        _ = cases.load(session, case.id).entries


@pytest.mark.parametrize("kind", sorted(kinds.kinds()))
def test_every_kind_can_be_closed_in_its_own_order(kind: str) -> None:
    """What closing needs are entries that the kind knows, and so is what each entry comes after."""
    found = kinds.kind_of(kind)
    assert set(found.closes) <= set(found.events)
    for event in found.events.values():
        assert set(event.after) <= set(found.events)
    assert set(found.rules) <= set(found.events)


def test_an_entry_never_holds_a_secret(session: Session) -> None:
    with pytest.raises(UserError, match="would hold a AWS key"):
        kinds.open_case(session, "incident", "run", {"summary": "leaked AKIAABCDEFGHIJ123456", "source": "x"})
