"""Which outcome ends with which code."""

from datetime import timedelta

import psycopg
import pytest
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError

from scripts.drills.check import Check, passed
from scripts.drills.conclude import exit_of, overall
from scripts.drills.evidence import CleanUp, Result
from scripts.drills.exit_codes import BackupError, Exit, RefusedError, UnverifiedError, classify, sentence, worst
from scripts.drills.verify import target

CLEAN = CleanUp(made=["a"], gone=["a"], left=[], problems=[])
LEFT = CleanUp(made=["a"], gone=[], left=["a"], problems=[])


def result(*statuses: str, rpo: float | None = 1, rto: float | None = 1, exit: Exit = Exit.PASS) -> Result:
    one = Result(
        scenario="s", title="S", serves=[], region="northeurope", server=None,
        disaster=None, recovery_target=None, reached=None,
        rpo=target(timedelta(seconds=5), rpo, "m"), rto=target(timedelta(seconds=5), rto, "m"), phases=[],
        checks=[Check(status=status, sentence="") for status in statuses], exit=exit,  # ty: ignore
    )  # fmt: skip
    return one.model_copy(update={"exit": exit_of(one)})


@pytest.mark.parametrize(
    ("results", "clean_up", "problems", "expected"),
    [
        ([result("pass")], CLEAN, [], Exit.PASS),
        ([result("pass"), result("fail", "not run")], CLEAN, [], Exit.BAD),
        ([result("pass", "not run")], CLEAN, [], Exit.COULD_NOT_VERIFY),
        ([result("pass", rpo=6)], CLEAN, [], Exit.TARGET_MISSED),
        ([result("pass", rto=6)], CLEAN, [], Exit.TARGET_MISSED),
        ([result("pass", rto=None)], CLEAN, [], Exit.COULD_NOT_VERIFY),
        ([result("pass")], LEFT, [], Exit.CLEAN_UP_INCOMPLETE),
        ([result("pass", rpo=6)], LEFT, [], Exit.CLEAN_UP_INCOMPLETE),
        ([result("fail")], LEFT, [], Exit.BAD),
        ([result("pass")], CLEAN, [Exit.COULD_NOT_VERIFY], Exit.COULD_NOT_VERIFY),
        ([], CLEAN, [Exit.REFUSED], Exit.REFUSED),
        ([], CLEAN, [], Exit.COULD_NOT_VERIFY),
        ([result("pass", exit=Exit.BAD)], CLEAN, [], Exit.BAD),
    ],
)
def test_the_worst_outcome_decides(
    results: list[Result], clean_up: CleanUp, problems: list[Exit], expected: Exit
) -> None:
    assert overall(results, clean_up, problems, planned=1) is expected


def test_a_planned_scenario_without_a_result_is_not_a_pass() -> None:
    assert overall([result("pass")], CLEAN, [], planned=2) is Exit.COULD_NOT_VERIFY


def test_codes_that_pipelines_read_never_change() -> None:
    assert [code.value for code in Exit] == [0, 1, 2, 3, 4, 5]
    assert worst([]) is Exit.COULD_NOT_VERIFY


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BackupError("x"), Exit.BAD),
        (psycopg.errors.DataCorrupted("invalid page in block 3"), Exit.BAD),
        (psycopg.OperationalError("connection refused"), Exit.COULD_NOT_VERIFY),
        (ServiceRequestError("connection refused"), Exit.COULD_NOT_VERIFY),
        (ClientAuthenticationError("wrong secret"), Exit.COULD_NOT_VERIFY),
        (UnverifiedError("x"), Exit.COULD_NOT_VERIFY),
        (RefusedError("x"), Exit.REFUSED),
        (KeyError("x"), Exit.COULD_NOT_VERIFY),
    ],
)
def test_only_broken_data_says_that_the_backup_is_bad(error: Exception, expected: Exit) -> None:
    assert classify(error) is expected


def test_errors_are_told_in_one_line() -> None:
    assert sentence(psycopg.OperationalError("refused\nmore\n")) == "OperationalError: refused"
    assert sentence(BackupError("WAL is missing.")) == "WAL is missing."
    assert sentence(TimeoutError()) == "TimeoutError"


def test_a_check_that_looked_at_nothing_has_not_run() -> None:
    assert passed("fine", population=0).status == "not run"
