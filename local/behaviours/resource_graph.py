"""Azure Resource Graph: the resources of a subscription by query, as far as scans and inventories ask.

Known of the query language: the tables Resources and ResourceContainers, and the steps `where type in~ (...)`,
`where type =~ '...'`, `project`, `order by id` and `limit`. Everything else is refused in one sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local.plane.behaviour import ArmError, Behaviour, Body
from local.plane.ids import GROUP_TYPE
from local.plane.messages import Answer

if TYPE_CHECKING:
    from local.plane.messages import Ask

PAGE = 1000  # rows an answer holds at most, as in Azure
WHERE = re.compile(r"where\s+type\s+(?:in~\s*\((?P<several>[^)]*)\)|=~\s*(?P<one>'[^']*'))", re.IGNORECASE)
GROUPS = "microsoft.resources/subscriptions/resourcegroups"


class ResourceGraph(Behaviour):
    type = "Microsoft.ResourceGraph/resources"

    def __post_init__(self) -> None:
        self.routes[("POST", "/providers/Microsoft.ResourceGraph/resources")] = self._query

    def _query(self, ask: Ask, names: dict[str, str]) -> Answer:
        asked = ask.body()
        wanted = [str(one).lower() for one in asked.get("subscriptions") or [self.plane.subscription]]
        rows = self._rows(str(asked.get("query", ""))) if self.plane.subscription.lower() in wanted else []
        options = asked.get("options") or {}
        start = int(options.get("$skipToken") or options.get("$skip") or 0)
        size = max(1, min(int(options.get("$top") or PAGE), PAGE))
        page = rows[start : start + size]
        more = start + size < len(rows)
        body: Body = {
            "totalRecords": len(rows),
            "count": len(page),
            "data": page,
            "facets": [],
            "resultTruncated": "true" if more else "false",
        }
        return Answer(status=200, body=body | ({"$skipToken": str(start + size)} if more else {}))

    def _rows(self, query: str) -> list[Body]:
        table, *steps = [step.strip() for step in query.split("|")]
        if table.lower() not in ("resources", "resourcecontainers"):
            raise _invalid(f"the table {table!r} isn't known; there are Resources and ResourceContainers")
        rows = [self._row(body) for body in self.plane.store.list() if self._listed(body, table.lower())]
        for step in steps:
            rows = _step(rows, step)
        return rows

    def _listed(self, body: Body, table: str) -> bool:
        kind = self.plane.catalogue.find(body["type"])
        group = body["type"].lower() == GROUP_TYPE.lower()
        return group if table == "resourcecontainers" else bool(kind and kind.tracked and not group)

    def _row(self, body: Body) -> Body:
        group = body["type"].lower() == GROUP_TYPE.lower()
        parts = body["id"].split("/")
        return {
            **{name: body.get(name) for name in ("id", "name", "location", "tags", "sku", "kind", "identity", "zones")},
            "type": GROUPS if group else body["type"].lower(),
            "resourceGroup": parts[4].lower() if len(parts) > 4 else "",
            "subscriptionId": self.plane.subscription,
            "tenantId": self.plane.tenant,
            "properties": body.get("properties") or {},
        }


def _step(rows: list[Body], step: str) -> list[Body]:
    word, _, rest = step.partition(" ")
    if match := WHERE.fullmatch(step):
        types = {one.strip().strip("'\"").lower() for one in (match["several"] or match["one"]).split(",")}
        return [row for row in rows if row["type"] in types]
    if word.lower() == "project":
        names = [name.strip() for name in rest.split(",")]
        return [{name: _value(row, name) for name in names} for row in rows]
    if re.fullmatch(r"order\s+by\s+id(\s+asc)?", step, re.IGNORECASE):
        return sorted(rows, key=lambda row: str(row.get("id", "")).lower())
    if word.lower() in ("limit", "take") and rest.strip().isdigit():
        return rows[: int(rest)]
    raise _invalid(f"the step {step!r} isn't known here")


def _value(row: Body, name: str) -> Any:
    if name not in row:
        raise _invalid(f"the column {name!r} isn't known")
    return row[name]


def _invalid(reason: str) -> ArmError:
    return ArmError(400, "BadRequest", f"Please provide below info when asking for support: InvalidQuery: {reason}.")
