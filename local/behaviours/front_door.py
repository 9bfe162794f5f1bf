"""Front Door: the host names that Azure makes, and the proof that it asks for a domain. Nothing answers there."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from local.plane.behaviour import Behaviour, Body, Call

PROOF_DAYS = 7  # how long a domain's proof is waited for


class Endpoint(Behaviour):
    type = "Microsoft.Cdn/profiles/afdEndpoints"

    def outputs(self, call: Call) -> Body:
        """The same name for the same tenant, as with the scope TenantReuse."""
        label = hashlib.sha256(f"{self.plane.tenant}/{call.body['name']}".lower().encode()).hexdigest()[:16]
        return {"hostName": f"{call.body['name']}-{label}.z01.azurefd.net"}


class CustomDomain(Behaviour):
    type = "Microsoft.Cdn/profiles/customDomains"

    def outputs(self, call: Call) -> Body:
        """Nobody looks up the record here, so the domain waits for its proof for ever."""
        before = (call.before or {}).get("properties") or {}
        until = (datetime.now(UTC) + timedelta(days=PROOF_DAYS)).isoformat()
        proof = {"validationToken": secrets.token_hex(16), "expirationDate": until}
        return {
            "validationProperties": before.get("validationProperties") or proof,
            "domainValidationState": "Pending",
            "deploymentStatus": "NotStarted",
        }
