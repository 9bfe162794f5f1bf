"""Support's role: one tenant, reading only, and gone afterwards."""

import pytest

from scripts.access import support
from scripts.cases import kind as kinds
from scripts.errors import UserError
from scripts.session import Session
from tests.scripts.tenants.conftest import TENANTS

TENANT = str(TENANTS[0].id)


def case(session: Session, *, authorized: bool = True) -> str:
    opened = kinds.open_case(session, "support", "run", {"tenant": TENANT, "issue": "t/1", "reason": "look"})
    if authorized:
        kinds.add(opened, "authorized", {"by": "consent/1"})
    return opened.id


def test_nobody_enters_without_consent(session: Session) -> None:
    with pytest.raises(UserError, match="has no entry authorized"):
        support.enter(session, case(session, authorized=False))


def test_the_role_sees_its_tenant_and_no_other_whatever_the_session_says(session: Session) -> None:
    one = case(session)
    support.enter(session, one)
    assert support.check(session, one) == {"case": one, "own": 1050, "foreign": 0}
    support.leave(session, one)
    support.check_left(session, one)
    with pytest.raises(UserError, match="is not there"):
        support.check(session, one)


def test_a_role_without_its_policy_is_found_out(session: Session) -> None:
    one = case(session)
    role = support.enter(session, one)
    with session.database() as connection:
        connection.execute(f"drop policy {role} on users".encode())
    with pytest.raises(UserError, match="rows of another tenant"):
        support.check(session, one)


def test_a_role_that_may_write_is_found_out(session: Session) -> None:
    one = case(session)
    role = support.enter(session, one)
    with session.database() as connection:
        connection.execute(f"grant delete on documents to {role}".encode())
    with pytest.raises(UserError, match="may write"):
        support.check(session, one)


def test_entering_and_leaving_may_be_repeated(session: Session) -> None:
    one = case(session)
    for _ in range(2):
        support.enter(session, one)
    for _ in range(2):
        support.leave(session, one)
    support.check_left(session, one)
