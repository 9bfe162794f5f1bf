"""Evidence: schema, page, and an offline check that refuses whatever was changed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scripts.drills import evidence, page, signing, verifier
from scripts.drills.check import Check
from scripts.drills.evidence import Chain, CleanUp, Evidence, Phase, Result
from scripts.drills.exit_codes import SENTENCES, Exit
from scripts.drills.verify import target

START = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.fixture
def sealed() -> Evidence:
    def phase(name: str, after: float, seconds: float, state: str = "done") -> Phase:
        return Phase(name=name, started=START + timedelta(seconds=after), seconds=seconds, state=state)  # ty: ignore

    return Evidence(
        drill="20261121-030000-abcd", environment="local", subscription="s", source="/server", seed="<seed>",
        damaged=True,
        started=START, ended=START + timedelta(seconds=90), verdict="bad", exit=Exit.BAD, sentence=SENTENCES[Exit.BAD],
        phases=[phase("preflight", 0, 2), phase("marks", 2, 20)], manifest=None,
        results=[
            Result(
                scenario="point-in-time", title="Point-in-time restore", serves=["BAK-1"], region="northeurope",
                server="/copy",
                disaster=START, recovery_target=START, reached=START, rpo=target(timedelta(minutes=5), 0.5, "method"),
                rto=target(timedelta(minutes=30), 12.25, "method"), phases=[phase("restore", 22, 30, "failed")],
                checks=[
                    Check(name="counts", status="pass", sentence="fine", population=1000),
                    Check(name="digests", status="fail", sentence="<b>other</b> rows"),
                    Check(name="keys_unwrap", status="not run", sentence="no vault"),
                ],
                exit=1,
            )
        ],
        clean_up=CleanUp(made=["/a/servers/x"], gone=["/a/servers/x"], left=[], problems=[]), problems=[], residuals=[],
        versions={"commit": "c"},
        chain=Chain(previous_drill=None, previous=None, journal="0"),
    )  # fmt: skip


def test_the_published_schema_is_the_current_one() -> None:
    assert json.loads(evidence.SCHEMA_FILE.read_text()) == evidence.schema()


def test_evidence_has_one_canonical_form_that_reads_back_equal(sealed: Evidence) -> None:
    content = signing.canonical(evidence.encode(sealed))
    assert Evidence.model_validate(signing.rfc_loads(content)) == sealed


def test_a_check_that_has_not_run_is_signed_as_failed(sealed: Evidence) -> None:
    predicate = evidence.predicate(sealed)
    assert predicate["result"] == "FAILED"
    assert predicate["passedTests"] == ["point-in-time/counts"]
    assert predicate["failedTests"] == ["point-in-time/digests", "point-in-time/keys_unwrap"]


def test_the_page_stands_alone_and_escapes_what_it_shows(sealed: Evidence) -> None:
    html = page.render(sealed)
    assert SENTENCES[Exit.BAD] in html
    assert "&lt;seed&gt;" in html
    assert "<b>other</b>" not in html
    assert "✗ fail" in html
    assert "– not run" in html
    for outside in ("http://", "https://", "<script", "@import", "url("):
        assert outside not in html


def test_bars_of_the_time_line_lie_where_the_phases_were(sealed: Evidence) -> None:
    bars = dict(page.lanes(sealed))
    assert [round(bar.left) for bar in bars["drill"]] == [0, 4]
    assert round(bars["point-in-time"][0].left + bars["point-in-time"][0].width) == 100


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "not measured"), (0.52, "0.5 s"), (42.4, "42 s"), (60, "1 min"), (1800, "30 min"), (3661, "1 h 1 min")],
)
def test_durations_read_as_people_say_them(seconds: float | None, said: str) -> None:
    assert page.duration(seconds) == said


def test_unsigned_evidence_is_not_proven(sealed: Evidence, tmp_path: Path) -> None:
    (tmp_path / evidence.EVIDENCE).write_bytes(signing.canonical(evidence.encode(sealed)))
    with pytest.raises(ValueError, match="not signed"):
        verifier.check(tmp_path)
