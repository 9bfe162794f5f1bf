"""Each locked version is read; a server that speaks as OSV does is asked about all of them, or there is no scan."""

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.errors import UserError
from scripts.evidence import dependencies, locks, scans
from scripts.evidence.locks import Locked

BAD = {"jinja2": ["GHSA-1", "PYSEC-2"], "lodash": ["GHSA-3"], "golang.org/x/net": ["GO-4"]}
ADVISORIES = {
    "GHSA-1": {"summary": "It escapes its sandbox.", "aliases": ["CVE-1"]},
    "PYSEC-2": {"details": "Told twice.", "withdrawn": "2026-01-01T00:00:00Z"},
    "GHSA-3": {"details": "It is polluted.\n\nMore."},
    "GO-4": {"summary": "It waits for ever."},
}
LOCKS = {
    "requirements/main.txt": "# made\nJinja2==3.0.0 \\\n    --hash=sha256:ab\nnumpy[x]==2.0 ; python_version > '3'\n",
    "requirements/main.in": "not-a-lock==1\n",
    "web/package-lock.json": json.dumps({"packages": {
        "": {"name": "us", "version": "0"},
        "node_modules/a": {"version": "1.0.0"},
        "node_modules/a/node_modules/@b/c": {"version": "2.0.0"},
        "node_modules/alias": {"name": "lodash", "version": "4.17.15"},
        "node_modules/ours": {"link": True},
    }}, indent=1),
    "go.mod": "module us\n\ngo 1.25\n\nrequire golang.org/x/net v0.1.0\nrequire (\n\tx.org/a v1.2.3 // indirect\n"
    "\tx.org/b v1.0.0\n)\nreplace x.org/b => y.org/b v1.0.1\n",
}  # fmt: skip


class Osv(BaseHTTPRequestHandler):
    """As OSV's pages describe it, one advisory a page."""

    asked: list[tuple[str, str, str]]

    def do_POST(self) -> None:
        assert self.path == "/v1/querybatch"
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        assert len(queries) <= dependencies.AT_ONCE
        self._say({"results": [self._result(query) for query in queries]})

    def _result(self, query: dict) -> dict:
        package, page = query["package"], int(query.get("page_token", "0"))
        if not page:
            type(self).asked.append((package["ecosystem"], package["name"], query["version"]))
        ids = BAD.get(package["name"].lower(), [])
        more = {"next_page_token": str(page + 1)} if page + 1 < len(ids) else {}
        return {"vulns": [{"id": ids[page], "modified": "2026-01-01T00:00:00Z"}], **more} if ids else {}

    def do_GET(self) -> None:
        id = self.path.removeprefix("/v1/vulns/")
        self._say({"id": id, **ADVISORIES[id]})

    def _say(self, answer: object) -> None:
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name, text in LOCKS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    return tmp_path


@pytest.fixture
def osv(clone: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Osv]]:
    handler = type("Handler", (Osv,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("CORDON_OSV", f"http://127.0.0.1:{server.server_port}")
    found = locks.read(clone)
    monkeypatch.setattr(locks, "read", lambda: found)
    monkeypatch.setattr(dependencies, "excepted", lambda today: {})
    yield handler
    server.shutdown()
    server.server_close()


def test_each_version_in_a_lock_is_found_where_it_stands(clone: Path) -> None:
    assert locks.read(clone) == [
        Locked("Go", "golang.org/x/net", "0.1.0", "go.mod", 5),
        Locked("Go", "x.org/a", "1.2.3", "go.mod", 7),
        Locked("Go", "y.org/b", "1.0.1", "go.mod", 10),
        Locked("PyPI", "Jinja2", "3.0.0", "requirements/main.txt", 2),
        Locked("PyPI", "numpy", "2.0", "requirements/main.txt", 4),
        Locked("npm", "a", "1.0.0", "web/package-lock.json", 7),
        Locked("npm", "@b/c", "2.0.0", "web/package-lock.json", 10),
        Locked("npm", "lodash", "4.17.15", "web/package-lock.json", 13),
    ]


def test_our_own_locks_are_all_read() -> None:
    """As many as the locks hold, counted in another way."""
    found = locks.read()
    assert {each.ecosystem for each in found} == {"PyPI", "npm", "Go"}
    for file in {each.file for each in found if each.ecosystem == "PyPI"}:
        lines = (locks.CLONE / file).read_text().splitlines()
        assert sum(each.file == file for each in found) == sum(line[:1] not in ("", " ", "#") for line in lines)
    npm = json.loads((locks.CLONE / "local/azurite/package-lock.json").read_text())["packages"]
    assert sum(each.file.startswith("local/azurite") for each in found) == len(npm) - 1


def test_nothing_locked_is_no_scan(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No locked dependency was found"):
        locks.read(tmp_path)


@pytest.mark.parametrize("at_once", [2, 500])
def test_a_known_vulnerability_is_an_error_and_a_withdrawn_one_is_not(
    osv: type[Osv], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(dependencies, "AT_ONCE", at_once)
    file, asked, errors = dependencies.scan(tmp_path / "scans")
    assert (asked, errors) == (8, 3)
    assert sorted(osv.asked) == sorted((each.ecosystem, each.name, each.version) for each in locks.read())
    results = json.loads(file.read_text())["runs"][0]["results"]
    assert {(each["ruleId"], each["message"]["text"]) for each in results} == {
        ("GHSA-1", "Jinja2 3.0.0: It escapes its sandbox."),
        ("GHSA-3", "lodash 4.17.15: It is polluted."),
        ("GO-4", "golang.org/x/net 0.1.0: It waits for ever."),
    }
    [scan] = scans.gather(tmp_path / "scans")
    assert (scan.name, scan.tool, scan.errors) == ("dependencies", "OSV", 3)


def test_an_exception_counts_by_the_advisory_or_its_alias(
    osv: type[Osv], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dependencies, "excepted", lambda today: {"CVE-1": "No template of ours is a user's."})
    _, _, errors = dependencies.scan(tmp_path / "scans")
    assert errors == 2
    assert scans.gather(tmp_path / "scans")[0].errors == 2


def test_a_server_that_cannot_be_asked_leaves_no_report(
    osv: type[Osv], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(ADVISORIES, "GO-4")  # the handler dies of it: the answer breaks off
    with pytest.raises(UserError, match="could not be asked about our dependencies") as caught:
        dependencies.scan(tmp_path / "scans")
    assert caught.value.exit_code == 3
    assert not (tmp_path / "scans").exists()
