"""The reference of all rules, for readers: docs/rules, one page a pack, made from the rules themselves.

python -m policies.reference [--checkov <its program>]
"""

import json
import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from policies.aliases import used
from policies.engine.azure import AzurePolicy
from policies.engine.discovery import rules
from policies.engine.packs import BASELINE, PACKS, SUBJECTS, packs_of
from policies.engine.rule import AnyRule, Rule
from policies.wire.merged import covered

FOLDER = Path(__file__).parent.parent / "docs/rules"
MADE = "<!-- Made by `python -m policies.reference`; change the rules instead. -->"
KEEPS = {name: ", ".join(f"{family}-…" for family in families) for name, families in SUBJECTS.items()}


def home(rule: AnyRule) -> str:
    """The page that describes a rule: that of the first commitment it serves which has one, else the baseline's."""
    families = [commitment.partition("-")[0] for commitment in rule.serves]
    return next((pack for family in families for pack, kept in SUBJECTS.items() if family in kept), BASELINE)


def pages() -> dict[str, str]:
    """Text by file name."""
    made = {"README.md": index()}
    for pack in PACKS:
        described = "\n".join(entry(rule) for rule in rules() if home(rule) == pack)
        made[f"{pack}.md"] = f"# Rules: {pack}\n\n{MADE}\n\n{described}"
    return made


def index() -> str:
    gates = Counter(isinstance(rule.azure_policy, AzurePolicy) for rule in rules())
    lines = [
        "# Rules",
        "",
        MADE,
        "",
        f"{len(rules())} rules. All are a gate at preview and at deployment, and are held against a saved state; "
        f"{gates[True]} are definitions for Azure Policy too, {gates[False]} can't be or are about AWS: each says why.",
        "",
        "| pack | rules | keeps |",
        "|---|---|---|",
    ]
    for pack in PACKS:
        count = sum(pack in packs_of(rule) for rule in rules())
        what = KEEPS.get(pack, "what is critical, and what belongs to no other pack")
        lines.append(f"| [{pack}]({pack}.md) | {count} | {what} |")
    lines += ["", "| rule | severity | serves | Azure Policy |", "|---|---|---|---|"]
    for rule in rules():
        second = "yes" if isinstance(rule.azure_policy, AzurePolicy) else "no"
        link = f"[{rule.name}]({home(rule)}.md#{rule.name})"
        lines.append(f"| {link} | {rule.severity.value} | {' '.join(rule.serves)} | {second} |")
    return "\n".join(lines) + "\n"


def entry(rule: AnyRule) -> str:
    checks = sorted(check for check, name in covered().items() if name == rule.name)
    facts = {
        "Severity": rule.severity.value,
        "Packs": ", ".join(packs_of(rule)),
        "Serves": " ".join(rule.serves),
        "ISO 27001:2022 Annex A": " ".join(rule.iso27001),
        "SOC 2": " ".join(rule.soc2),
        "Source": rule.source,
    }
    if isinstance(rule, Rule):
        facts["Types"] = ", ".join(f"`{token}`" for token in rule.types)
    if checks:
        facts["checkov"] = ", ".join(checks)
    lines = [f"## {rule.name}", "", f"**{rule.title}.** {rule.why} {rule.fix}", ""]
    lines += [f"- {name}: {value}" for name, value in facts.items()]
    lines += [f"- Setting `{name}`: {each.text} Default {shown(each.default)}." for name, each in rule.settings.items()]
    lines += [f"- Gates: preview and deployment ({rule.level.value}); scan; {second_gate(rule)}"]
    return "\n".join([*lines, *examples(rule), ""])


def second_gate(rule: AnyRule) -> str:
    gate = rule.azure_policy
    builtin = f" Azure's own definition: `{gate.builtin}`." if gate.builtin else ""
    if not isinstance(gate, AzurePolicy):
        return f"not Azure Policy: {gate.reason}{builtin}"
    aliases = ", ".join(f"`{alias.rpartition('/')[2]}`" for alias in used(gate))
    reads = f" reading {aliases}" if aliases else ""
    return f"Azure Policy (deny){reads}.{builtin}"


def examples(rule: AnyRule) -> list[str]:
    if not isinstance(rule, Rule):
        return [f"- Examples: {len(rule.good)} good and {len(rule.bad)} bad sets of resources, in the rule's file."]
    lines = ["", "```text"]
    for word, given in (("passes", rule.good), ("fails", rule.bad)):
        for one in given:
            token, properties = one if isinstance(one, tuple) else (rule.types[0], one)
            lines.append(f"{word}  {token.partition(':')[2]} {shown(properties)}")
    return [*lines, "```"]


def shown(value: Any) -> str:
    return json.dumps(value, default=list, ensure_ascii=False)


def checkov(program: Path) -> str:
    """Which of checkov's checks of ARM templates our rules cover."""
    done = subprocess.run([program, "--framework", "arm", "--list"], capture_output=True, text=True, check=True)
    checks: dict[str, tuple[str, str]] = {}
    for line in done.stdout.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 5 and cells[2].startswith("CKV"):
            checks.setdefault(cells[2], (cells[4], cells[5]))
    known = {check: name for check, name in covered().items() if check in checks}
    lines = [
        "# checkov's checks of ARM templates",
        "",
        MADE,
        "",
        f"Of {len(checks)} checks, {len(known)} are covered by a rule; all run beside the rules in `make rehearse`.",
        "",
        "| check | type | says | rule |",
        "|---|---|---|---|",
    ]
    for check, (kind, says) in sorted(
        checks.items(), key=lambda item: (item[0].split("_")[0], int(item[0].split("_")[2]))
    ):
        name = known.get(check)
        link = f"[{name}]({home(next(one for one in rules() if one.name == name))}.md#{name})" if name else ""
        lines.append(f"| {check} | {kind} | {says} | {link} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = ArgumentParser(prog="python -m policies.reference")
    parser.add_argument("--checkov", type=Path, help="checkov's program: makes the table of its checks again too")
    given = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text)
    if given.checkov:
        (FOLDER / "checkov.md").write_text(checkov(given.checkov))
    return 0


if __name__ == "__main__":
    sys.exit(main())
