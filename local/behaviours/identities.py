"""User-assigned managed identities: each is a principal that can sign in."""

from __future__ import annotations

from local.plane.behaviour import Behaviour, Body, Call


class UserAssignedIdentities(Behaviour):
    type = "Microsoft.ManagedIdentity/userAssignedIdentities"

    def outputs(self, call: Call) -> Body:
        principal = self.plane.principals.of_resource(call.id, call.body["name"])
        return {
            "tenantId": self.plane.tenant,
            "principalId": principal.object_id,
            "clientId": principal.client_id,
        }
