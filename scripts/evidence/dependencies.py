"""Our dependencies, held against the vulnerabilities that are known. Serves SDL-3.

OSV, which gathers the advisories of PyPI, npm, Go and others, is asked about each locked version. A scan that could not
ask about all of them is none: no report is written, and an older one ages. Source: https://google.github.io/osv.dev/api/
"""

import json
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from azure.core import PipelineClient
from azure.core.exceptions import AzureError
from azure.core.pipeline.policies import RetryPolicy, UserAgentPolicy
from azure.core.rest import HttpRequest

from controls import register
from controls.entries import Exemption
from scripts.errors import UserError
from scripts.estate import COULD_NOT_VERIFY
from scripts.evidence import locks
from scripts.evidence.locks import Locked

OSV = "https://api.osv.dev"
AT_ONCE = 500  # queries in a batch; OSV takes 1,000
PATIENCE = 30  # seconds for a connection, and between two parts of an answer
Advisory = dict[str, Any]


def scan(folder: Path) -> tuple[Path, int, int]:
    """Writes `dependencies.sarif`: the file, how many versions were asked about, how many findings nobody excepted.

    CORDON_OSV names another server than OSV's own. UserError where it could not be asked about everything.
    """
    found, today = locks.read(), datetime.now(UTC).date()
    server = Server(os.environ.get("CORDON_OSV") or OSV)
    results = [result for each, ids in zip(found, server.ask(found), strict=True) for id in ids
               for result in _results(each, server.advisory(id), excepted(today))]  # fmt: skip
    driver = {"name": "OSV", "informationUri": "https://osv.dev"}
    run = {"tool": {"driver": driver}, "properties": {"asked": len(found)}, "results": results}
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "dependencies.sarif"
    file.write_text(json.dumps({"version": "2.1.0", "runs": [run]}, indent=1) + "\n")
    return file, len(found), sum("suppressions" not in each for each in results)


class Server:
    """OSV's, or one that speaks as it does."""

    def __init__(self, base: str) -> None:
        self.base = base
        policies = [UserAgentPolicy("cordon-evidence"), RetryPolicy(retry_total=2)]
        self.client: PipelineClient[Any, Any] = PipelineClient(base, policies=policies)
        self._known: dict[str, Advisory] = {}

    def ask(self, found: Sequence[Locked]) -> list[list[str]]:
        """For each of them, the ids of the advisories that name that version."""
        ids: dict[Locked, list[str]] = {each: [] for each in found}
        waiting = [(each, "") for each in ids]  # with the token of the page to ask for
        while waiting:
            batch, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
            queries = [_query(each, token) for each, token in batch]
            answer = self._send(HttpRequest("POST", f"{self.base}/v1/querybatch", json={"queries": queries}))
            for (each, _), result in zip(batch, answer["results"], strict=True):
                ids[each] += [one["id"] for one in result.get("vulns") or ()]
                if token := result.get("next_page_token"):
                    waiting.append((each, token))
        return [ids[each] for each in found]

    def advisory(self, id: str) -> Advisory:
        if id not in self._known:
            self._known[id] = self._send(HttpRequest("GET", f"{self.base}/v1/vulns/{id}"))
        return self._known[id]

    def _send(self, request: HttpRequest) -> Any:
        try:
            answer = self.client.send_request(request, connection_timeout=PATIENCE, read_timeout=PATIENCE)
            answer.raise_for_status()
            return answer.json()
        except (AzureError, ValueError) as error:
            said = str(error).splitlines()[0].rstrip(".")
            raise UserError(
                f"{self.base} could not be asked about our dependencies ({said}); they are not scanned.",
                exit_code=COULD_NOT_VERIFY,
            ) from None


def _query(each: Locked, token: str) -> dict[str, Any]:
    query = {"package": {"ecosystem": each.ecosystem, "name": each.name}, "version": each.version}
    return {**query, "page_token": token} if token else query


def excepted(today: date) -> dict[str, str]:
    """Advisories that the register of exceptions names (commitment SDL-3) and for how long: why, by their ids."""
    entries = [each for each in register.load("exceptions").entries if isinstance(each, Exemption)]
    return {each.name: each.reason for each in entries if each.commitment == "SDL-3" and each.until >= today}


def _results(each: Locked, advisory: Advisory, excepted: dict[str, str]) -> list[dict[str, Any]]:
    """None for what was withdrawn."""
    if advisory.get("withdrawn"):
        return []
    said = advisory.get("summary") or (advisory.get("details") or "no summary").strip().splitlines()[0]
    place = {"artifactLocation": {"uri": each.file}, "region": {"startLine": each.line}}
    result = {
        "ruleId": advisory["id"],
        "level": "error",
        "message": {"text": f"{each.name} {each.version}: {said}"},
        "locations": [{"physicalLocation": place}],
    }
    names = (advisory["id"], *(advisory.get("aliases") or ()))
    if reasons := [excepted[name] for name in names if name in excepted]:
        result["suppressions"] = [{"kind": "external", "justification": reasons[0]}]
    return [result]
