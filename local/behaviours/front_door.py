"""Front Door endpoints: the host name that Azure makes from the endpoint's name and its owner's."""

import hashlib

from local.plane.behaviour import Behaviour, Body, Call


class Endpoint(Behaviour):
    type = "Microsoft.Cdn/profiles/afdEndpoints"

    def outputs(self, call: Call) -> Body:
        """The same name for the same tenant, as with the scope TenantReuse; nothing answers there."""
        label = hashlib.sha256(f"{self.plane.tenant}/{call.body['name']}".lower().encode()).hexdigest()[:16]
        return {"hostName": f"{call.body['name']}-{label}.z01.azurefd.net"}
