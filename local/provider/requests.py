"""What a request brings about and another request ends: an eligibility for a privileged role."""

from __future__ import annotations

import uuid

from local.provider.arm import Arm
from local.types.table import ResourceType

ASSIGN, REMOVE = "AdminAssign", "AdminRemove"
REQUESTS = "Microsoft.Authorization/roleEligibilityScheduleRequests"


def ends_by_request(kind: ResourceType) -> bool:
    return kind.arm == REQUESTS


def end(arm: Arm, kind: ResourceType, resource_id: str) -> None:
    """Ask for the removal of what the request at `resource_id` has assigned. Already gone is good."""
    body = arm.get(resource_id, kind.api_version)
    if body is None:
        return
    collection = resource_id.rpartition("/")[0]
    held = {name: body["properties"][name] for name in ("principalId", "roleDefinitionId")}
    asked = {"properties": {**held, "requestType": REMOVE, "justification": "Removed by Pulumi"}}
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{resource_id}?{REMOVE}")  # the same again, if the answer was lost
    arm.put(f"{collection}/{name}", kind.api_version, asked, {}, lambda: None)
