"""One person in a tenant: restricted without loss, deleted without a trace, and deleted again in every copy."""

from typing import Any

import pytest

from scripts.errors import UserError
from scripts.session import Session
from scripts.tenants import subjects
from tests.scripts.tenants.conftest import TENANTS

TENANT, OTHER = str(TENANTS[0].id), str(TENANTS[1].id)
PERSON, COLLEAGUE = str(TENANTS[0].documents[0].owner), str(TENANTS[0].documents[1].owner)


def counts(session: Session, tenant: str, user: str) -> int:
    with session.database() as connection:
        return sum(subjects.rows(connection, tenant, user).values())


def test_a_restricted_person_is_not_seen_and_not_lost(session: Session) -> None:
    before, others = counts(session, TENANT, PERSON), sum(subjects.seen(session, TENANT, COLLEAGUE).values())
    with pytest.raises(UserError, match="still sees"):
        subjects.check_restricted(session, TENANT, PERSON)
    subjects.restrict(session, TENANT, PERSON)
    assert subjects.check_restricted(session, TENANT, PERSON)["kept"] == before
    assert sum(subjects.seen(session, TENANT, COLLEAGUE).values()) == others > 0
    subjects.lift(session, TENANT, PERSON)
    assert sum(subjects.seen(session, TENANT, PERSON).values()) == before


def test_a_restriction_may_be_set_again_and_lifted_again(session: Session) -> None:
    for _ in range(2):
        subjects.restrict(session, TENANT, PERSON)
    for _ in range(2):
        subjects.lift(session, TENANT, PERSON)


@pytest.mark.parametrize("restricted", [True, False])
def test_a_deleted_person_is_gone_and_buried(session: Session, restricted: bool) -> None:
    if restricted:
        subjects.restrict(session, TENANT, PERSON)
    colleague = counts(session, TENANT, COLLEAGUE)
    done = subjects.delete(session, TENANT, PERSON, None)
    assert done["rows"] > 2
    assert subjects.absence(session, TENANT, PERSON)["rows"] == 0
    assert counts(session, TENANT, COLLEAGUE) == colleague
    assert subjects.delete(session, TENANT, PERSON, None)["rows"] == 0, "a second time finds nothing"


def test_documents_pass_to_an_heir(session: Session) -> None:
    with session.database() as connection:
        mine = subjects.rows(connection, TENANT, PERSON)["documents"]
        theirs = subjects.rows(connection, TENANT, COLLEAGUE)["documents"]
    assert subjects.delete(session, TENANT, PERSON, COLLEAGUE)["blobs"] == 0
    with session.database() as connection:
        assert subjects.rows(connection, TENANT, COLLEAGUE)["documents"] == mine + theirs


def test_without_a_tombstone_absence_is_not_proven(session: Session) -> None:
    with session.database() as connection:
        subjects.replay(connection, [(TENANT, PERSON)])
    with pytest.raises(UserError, match="has no tombstone"):
        subjects.absence(session, TENANT, PERSON)


def test_a_copy_from_before_forgets_the_person_again(session: Session) -> None:
    cluster: Any = session.cluster  # ty: ignore
    copy = cluster.copy()
    subjects.delete(session, TENANT, PERSON, None)
    with cluster.connect(copy) as connection:
        assert sum(subjects.rows(connection, TENANT, PERSON).values()) > 2, "the backup has them"
        assert subjects.replay(connection, subjects.buried(session)) > 2
        assert sum(subjects.rows(connection, TENANT, PERSON).values()) == 0
        assert sum(subjects.rows(connection, TENANT, COLLEAGUE).values()) > 0


@pytest.mark.parametrize(("tenant", "user"), [(OTHER, PERSON), (TENANT, OTHER)])
def test_only_the_tenants_own_people_are_touched(session: Session, tenant: str, user: str) -> None:
    with pytest.raises(UserError, match="is not one of tenant"):
        subjects.restrict(session, tenant, user)
    with pytest.raises(UserError, match="is not one of tenant"):
        subjects.delete(session, tenant, user, None)
    assert subjects.buried(session) == []
    assert counts(session, TENANT, PERSON) > 2
