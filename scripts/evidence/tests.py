"""Results of the tests, from pytest's JUnit file; its suite's name is the commit that was tested."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

from controls.evidence import TestOutcome, TestRun
from controls.links import Links
from scripts.errors import UserError
from scripts.estate import CLONE, COULD_NOT_VERIFY

FILE = CLONE / "reports" / "tests" / "junit.xml"


def gather(links: Links, file: Path = FILE) -> TestRun | None:
    """None where there is no file; UserError where it is none of JUnit's."""
    if not file.exists():
        return None
    try:
        root = ET.parse(file).getroot()  # noqa: S314  (our own test runner's file)
        suite = root if root.tag == "testsuite" else root[0]
        total, failed, errors, skipped = (
            int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")
        )
        ended = datetime.fromisoformat(suite.attrib["timestamp"])
    except (ET.ParseError, IndexError, KeyError, ValueError) as error:
        raise UserError(f"{file} is no JUnit file: {error!r}.", exit_code=COULD_NOT_VERIFY) from None
    return TestRun(
        commit=suite.attrib.get("name", ""),
        ended=ended if ended.tzinfo else ended.replace(tzinfo=UTC),
        passed=total - failed - errors - skipped,
        failed=failed + errors,
        skipped=skipped,
        cases=_cases(suite, {link.name for link in links.of("test")}),
    )


def _cases(suite: ET.Element, proving: set[str]) -> dict[str, TestOutcome]:
    """A test with parameters has failed if one of its cases has, and been skipped if all were."""
    found: dict[str, set[TestOutcome]] = {}
    for case in suite.iter("testcase"):
        path = case.attrib.get("classname", "").replace(".", "/") + ".py"
        name = f"{path}::{case.attrib.get('name', '').partition('[')[0]}"
        if name in proving:
            found.setdefault(name, set()).add(_outcome(case))
    worst: tuple[TestOutcome, ...] = ("failed", "passed", "skipped")
    return {name: next(each for each in worst if each in outcomes) for name, outcomes in found.items()}


def _outcome(case: ET.Element) -> TestOutcome:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"
