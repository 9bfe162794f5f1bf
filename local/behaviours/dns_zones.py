"""Public DNS zones: the name servers that Azure gives them. Nothing resolves here."""

from __future__ import annotations

import hashlib

from local.plane.behaviour import Behaviour, Body, Call


class Zone(Behaviour):
    type = "Microsoft.Network/dnsZones"

    def outputs(self, call: Call) -> Body:
        number = int(hashlib.sha256(call.id.lower().encode()).hexdigest(), 16) % 50 + 1
        tops = ("com", "net", "org", "info")
        servers = [f"ns{place}-{number:02}.azure-dns.{top}." for place, top in enumerate(tops, start=1)]
        return {"nameServers": servers}
