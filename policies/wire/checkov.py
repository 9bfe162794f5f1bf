"""checkov's own checks of ARM templates, with exemptions as data.

It runs in an environment of its own. What it says is asked of its data, never of its exit code, and a template that it
read only in part is an error.
"""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from policies.engine.exemptions import Exemption
from policies.wire.finding import Count, WireFinding
from policies.wire.template import Template

TOOL = "checkov"
WHOLE = "resource"  # the property of a finding that names none


class ScanError(Exception):
    """checkov didn't look at everything; the message is one sentence."""


@dataclass
class Checkov:
    """One run. `urns` leads from a lower-cased ARM id to the Pulumi resource that sent it."""

    template: Template
    urns: Mapping[str, str]
    exemptions: Sequence[Exemption] = ()
    today: date = field(default_factory=lambda: datetime.now(UTC).date())

    def findings(self, said: Mapping[str, Any]) -> Iterator[WireFinding]:
        """Every failed check, exempted or not, then what is to be said of the exemptions themselves.

        One for several stacks may be needed by another of them, so nothing is said where it covers nothing in this one.
        """
        used: set[Exemption] = set()
        for failed in said["results"]["failed_checks"]:
            yield self._finding(failed, used)
        stack = next(iter(self.urns.values()), "")
        for exemption in self.exemptions:
            if exemption.expired(self.today):
                text = f"The {exemption} ended on {exemption.expires}: remove it, or have its owner renew it."
                yield _about(exemption, "expired", text, fails=True)
            elif exemption not in used and exemption.concerns(stack) and "*" not in exemption.resource.split("::")[0]:
                yield _about(exemption, "unused", f"The {exemption} covers nothing any more: remove it.", fails=False)

    def _finding(self, failed: Mapping[str, Any], used: set[Exemption]) -> WireFinding:
        rule, title = failed["check_id"], failed["check_name"]
        urn = self.urns[self.template.resource_at(failed["file_line_range"][0]).lower()]
        keys = [key for key in failed["check_result"].get("evaluated_keys") or () if key]
        path = (
            max(keys, key=len).strip("[]").replace("/", ".") if keys else WHOLE
        )  # the innermost of those it went through
        token, name = urn.split("::")[2].rpartition("$")[2].rpartition(":")[2], urn.rpartition("::")[2]
        message = f'{token} "{name}": checkov\'s {rule} failed: {title}.'
        covering = [each for each in self.exemptions if each.covers(rule, urn, path)]
        used.update(covering)
        valid = next((each for each in covering if not each.expired(self.today)), None)
        if valid:
            message += f" Exempt until {valid.expires} by {valid.owner}: {valid.reason}"
        return WireFinding(
            tool=TOOL,
            rule=rule,
            title=title,
            kind="exempted" if valid else "violation",
            fails=not valid,
            severity=str(failed.get("severity") or "medium").lower(),
            serves=(),
            resource=urn,
            property=path,
            message=message,
            help=failed.get("guideline") or "",
        )


def _about(exemption: Exemption, kind: str, message: str, *, fails: bool) -> WireFinding:
    return WireFinding(
        tool=TOOL,
        rule=exemption.rule,
        title=f"Exemption of {exemption.rule}",
        kind=kind,
        fails=fails,
        severity="low",
        serves=(),
        resource="",
        property=exemption.property,
        message=message,
        help="",
    )


def run(program: Path, file: Path, template: Template) -> Mapping[str, Any]:
    """What checkov says of the template in `file`. ScanError where it didn't see every resource of it."""
    command = [program, "--framework", "arm", "--skip-download", "--compact", "--output", "json", "--file", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        said = json.loads(done.stdout)
        summary = said.get("summary", said)  # without any check that applies: the bare numbers
        read, unread = summary["resource_count"], summary["parsing_errors"]
    except (ValueError, KeyError, TypeError, AttributeError):
        reason = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise ScanError(f"checkov: {file.name} could not be scanned: {reason}") from None
    if unread or read != len(template.ids):
        raise ScanError(f"checkov: it read {read} of {len(template.ids)} resources of {file.name}, so it is no result.")
    return said if "results" in said else {"summary": summary, "results": {"failed_checks": [], "passed_checks": []}}


def known(program: Path) -> tuple[str, ...]:
    """The ids of checkov's checks of ARM templates."""
    done = subprocess.run([program, "--framework", "arm", "--list"], capture_output=True, text=True, check=False)
    return tuple(dict.fromkeys(re.findall(r"\bCKV2?_[A-Z]+_\d+\b", done.stdout)))


def count(said: Mapping[str, Any], findings: Sequence[WireFinding]) -> Count:
    exempted = sum(each.kind == "exempted" for each in findings)
    return Count(
        tool=TOOL,
        passed=len(said["results"]["passed_checks"]),
        failed=len(said["results"]["failed_checks"]) - exempted,
        exempted=exempted,
        undecided=0,
    )
