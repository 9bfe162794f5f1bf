"""Durable state: one SQLite database in WAL mode. A transaction that has returned survives `kill -9`."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.plane.behaviour import Body
from local.plane.ids import ArmId, parse_resource

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS resources (
  id TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, grp TEXT NOT NULL, parent TEXT NOT NULL,
  sequence INTEGER NOT NULL, body TEXT NOT NULL, outputs TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_type ON resources (type, name);
CREATE INDEX IF NOT EXISTS by_group ON resources (grp, type);
CREATE INDEX IF NOT EXISTS by_parent ON resources (parent, type);
CREATE INDEX IF NOT EXISTS by_sequence ON resources (sequence);
CREATE TABLE IF NOT EXISTS links (
  source TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (source, target)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS links_by_target ON links (target);
CREATE TABLE IF NOT EXISTS operations (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, resource TEXT NOT NULL,
  status TEXT NOT NULL, request TEXT NOT NULL, result TEXT, error TEXT, started TEXT NOT NULL, ended TEXT);
CREATE INDEX IF NOT EXISTS operations_open ON operations (status, resource);
CREATE TABLE IF NOT EXISTS wire (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, method TEXT NOT NULL, id TEXT NOT NULL,
  type TEXT NOT NULL, api_version TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS principals (
  object_id TEXT PRIMARY KEY, client_id TEXT UNIQUE NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
  secret TEXT NOT NULL, resource TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS principals_by_resource ON principals (resource);
CREATE TABLE IF NOT EXISTS vault_items (
  vault TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, sequence INTEGER NOT NULL,
  attributes TEXT NOT NULL, material BLOB NOT NULL, deleted TEXT, PRIMARY KEY (vault, kind, name, version));
CREATE TABLE IF NOT EXISTS deleted_vaults (name TEXT PRIMARY KEY, location TEXT NOT NULL, body TEXT NOT NULL);
"""

# `Store.list` hides the built-in of that name from the annotations inside the class.
Rows = list[tuple[Any, ...]]
Bodies = list[Body]
Names = list[str]


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Store:
    """Resources by lower-cased id, in the order they were made. Safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        # For its owner only, as SQLite then makes its other files: a request that waits may hold a password.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, cached_statements=256)
        # A killed process loses nothing at NORMAL (the system holds the pages); only a power cut could take the tail.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "temp_store=MEMORY"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(SCHEMA)
        self._depth = 0
        self._changes: dict[str, int] = {}

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All or nothing; nested ones join the outer. Keep it short: it holds off every other thread."""
        with self._lock:
            if self._depth:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            else:
                self._db.execute("COMMIT")
            finally:
                self._depth -= 1

    def rows(self, sql: str, *values: Any) -> Rows:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        """Execute one statement; the number of rows it changed."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def meta(self, key: str, value: str | None = None) -> str | None:
        """Read a setting of the environment's own, or write it."""
        if value is not None:
            self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)
            return value
        found = self.rows("SELECT value FROM meta WHERE key = ?", key)
        return found[0][0] if found else None

    # -- resources

    def get(self, resource_id: str) -> Body | None:
        found = self.rows("SELECT body FROM resources WHERE id = ?", _key(resource_id))
        return json.loads(found[0][0]) if found else None

    def exists(self, resource_id: str) -> bool:
        return bool(self.rows("SELECT 1 FROM resources WHERE id = ?", _key(resource_id)))

    def outputs(self, resource_id: str) -> Body:
        """The read-only properties gathered so far."""
        found = self.rows("SELECT outputs FROM resources WHERE id = ?", _key(resource_id))
        return json.loads(found[0][0]) if found else {}

    def put(self, body: Body, outputs: Body | None = None) -> None:
        """Store a whole resource under its `id`; `outputs` None keeps the read-only properties on record."""
        parsed: ArmId = parse_resource(body["id"])
        text = json.dumps(body, separators=(",", ":"))
        with self.transaction():
            self._changed(parsed.type)
            kept = json.dumps(self.outputs(body["id"]) if outputs is None else outputs, separators=(",", ":"))
            if self.run("UPDATE resources SET body = ?, outputs = ? WHERE id = ?", text, kept, parsed.key):
                return
            group = (
                f"/subscriptions/{parsed.subscription}/resourcegroups/{parsed.group}".lower() if parsed.group else ""
            )
            self.run(
                "INSERT INTO resources SELECT ?, ?, ?, ?, ?, coalesce(max(sequence), 0) + 1, ?, ? FROM resources",
                *(parsed.key, parsed.type.lower(), parsed.name.lower(), group, parsed.parent.lower(), text, kept),
            )

    def changes(self, type: str) -> int:
        """A number that grows whenever a resource of the type is written or removed: what a cache has to compare."""
        return self._changes.get(type.lower(), 0)

    def _changed(self, type: str) -> None:
        self._changes[type.lower()] = self._changes.get(type.lower(), 0) + 1

    def remove(self, resource_id: str) -> None:
        with self.transaction():
            self._changed(parse_resource(resource_id).type)
            self.run("DELETE FROM resources WHERE id = ?", _key(resource_id))
            self.run("DELETE FROM links WHERE source = ?", _key(resource_id))

    def list(
        self, *, type: str | None = None, group: str | None = None, parent: str | None = None, name: str | None = None
    ) -> Bodies:
        """Resources in the order they were made. `group` and `parent` are ids; everything compares without case."""
        wanted = {"type": type, "parent": parent, "name": name}
        clauses = [f"{column} = ?" for column, value in wanted.items() if value is not None]
        values = [value.lower().rstrip("/") for value in wanted.values() if value is not None]
        if group is not None:
            # A short name is accepted for convenience: groups are unique in the one subscription.
            clauses.append("grp = ?" if group.startswith("/") else "grp LIKE '%/' || ?")
            values.append(group.lower().rstrip("/"))
        where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
        found = self.rows(f"SELECT body FROM resources{where} ORDER BY sequence", *values)  # noqa: S608 fixed columns
        return [json.loads(row[0]) for row in found]

    def below(self, resource_id: str) -> Bodies:
        """Everything inside a resource, group or scope, extension resources included; the outermost first."""
        start = _key(resource_id) + "/"
        sql = "SELECT body FROM resources WHERE id >= ? AND id < ? ORDER BY sequence"
        return [json.loads(row[0]) for row in self.rows(sql, start, start[:-1] + "0")]

    # -- links between resources, and the record of what was sent

    def link(self, source: str, targets: set[str]) -> None:
        """Remember which other ids a resource's body names."""
        with self.transaction():
            self.run("DELETE FROM links WHERE source = ?", _key(source))
            for target in targets:
                self.run("INSERT OR IGNORE INTO links VALUES (?, ?)", _key(source), _key(target))

    def users(self, target: str) -> Names:
        """Lower-cased ids of the stored resources that name `target` or something inside it, from outside it."""
        key = _key(target)
        sql = (
            "SELECT DISTINCT source FROM links WHERE (target = ? OR (target >= ? AND target < ?))"
            " AND NOT (source >= ? AND source < ?) AND source <> ?"
        )
        return [row[0] for row in self.rows(sql, key, key + "/", key + "0", key + "/", key + "0", key)]

    def record(self, method: str, resource_id: str, type: str, api_version: str, body: Body) -> None:
        sql = "INSERT INTO wire (at, method, id, type, api_version, body) VALUES (?, ?, ?, ?, ?, ?)"
        self.run(sql, now(), method, resource_id, type, api_version, json.dumps(body))

    def wire(self) -> Bodies:
        """The accepted bodies, as they came, in order."""
        names = ("at", "method", "id", "type", "apiVersion", "body")
        found = self.rows("SELECT at, method, id, type, api_version, body FROM wire ORDER BY sequence")
        return [dict(zip(names, (*row[:5], json.loads(row[5])), strict=True)) for row in found]


def _key(resource_id: str) -> str:
    return resource_id.rstrip("/").lower()
