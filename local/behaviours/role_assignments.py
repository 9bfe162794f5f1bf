"""Role assignments: what they apply to is where they were put."""

from local.plane.behaviour import Behaviour, Body, Call


class RoleAssignment(Behaviour):
    type = "Microsoft.Authorization/roleAssignments"

    def outputs(self, call: Call) -> Body:
        return {"scope": call.id[: call.id.lower().rindex("/providers/microsoft.authorization/")] or "/"}
