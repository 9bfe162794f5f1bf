"""Verdicts as one page of HTML that needs nothing else: counts, then each finding with its rule, reason and fix."""

from collections import Counter
from collections.abc import Sequence
from html import escape

from policies.engine.discovery import rules
from policies.engine.settings import Level
from policies.engine.verdict import Verdict

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.4rem .6rem;
border-bottom:1px solid #d0d7de}code{font-size:.9em}small{color:#57606a}
.mandatory{color:#a40e26}.advisory{color:#7a5200}
"""


def as_page(verdicts: Sequence[Verdict]) -> str:
    levels = Counter(verdict.level for verdict in verdicts)
    counts = ", ".join(f"{number} {level.value}" for level, number in sorted(levels.items())) or "nothing found"
    rows = "".join(_row(verdict) for verdict in sorted(verdicts, key=_order))
    table = f"<table><tr><th>Level<th>What<th>Rule</tr>{rows}</table>" if verdicts else "<p>Every rule is kept.</p>"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>cordon: {escape(counts)}</title><style>{STYLE}</style>"
        f"<h1>Rules held against what exists</h1><p>{len(rules())} rules: {escape(counts)}.</p>{table}</html>\n"
    )


def _order(verdict: Verdict) -> tuple[bool, str, str]:
    return verdict.level is not Level.MANDATORY, verdict.rule.name, verdict.urn


def _row(verdict: Verdict) -> str:
    rule = verdict.rule
    about = escape(f"{', '.join(rule.serves)}. {rule.why}")
    return (
        f'<tr><td class="{verdict.level.value}">{verdict.level.value}<br><small>{escape(rule.severity.value)}</small>'
        f"<td>{escape(verdict.message)}<br><small><code>{escape(verdict.urn)}</code></small>"
        f"<td><code>{escape(rule.name)}</code><br><small>{about}</small></tr>"
    )
