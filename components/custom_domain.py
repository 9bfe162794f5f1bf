"""A name of our own for the edge, with a certificate that Azure makes and renews, and its records where DNS is ours."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import cdn, dns

from components.base import Component, DataClass, Place

TTL = 3600  # seconds
AUTHORITY = "digicert.com"  # makes Front Door's managed certificates; no other may make one for this zone


@dataclass(frozen=True, kw_only=True)
class CustomDomainArgs:
    """`zone` is the name of the zone that this environment keeps; without it the records are made by hand."""

    place: Place
    profile: cdn.Profile
    endpoint: cdn.AFDEndpoint
    host: str
    zone: str | None = None

    def __post_init__(self) -> None:
        if self.zone is not None and not f".{self.host}".endswith(f".{self.zone}"):
            raise ValueError(f"zone {self.zone!r} does not hold {self.host!r}; allowed is the domain's own zone.")


class CustomDomain(Component):
    """Serves ENC-1 ENC-5 NET-1.

    Outputs: `domain_id`, `host`; `proof`, the value that the TXT record `_dnsauth.<host>` must have; `name_servers`, to
    which the parent zone delegates (None without a zone of ours).

    >>> domain = CustomDomain("edge-domain", CustomDomainArgs(
    ...     place=everywhere, profile=profile, endpoint=endpoint, host="app.example.com", zone="example.com"))
    """

    data_class = DataClass.PUBLIC

    def __init__(self, name: str, args: CustomDomainArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        zone = self._zone(args.zone) if args.zone else None
        domain = cdn.AFDCustomDomain(
            f"{name}-domain",
            custom_domain_name=args.host.replace(".", "-"),
            host_name=args.host,
            profile_name=args.profile.name,
            resource_group_name=args.place.group,
            azure_dns_zone=cdn.ResourceReferenceArgs(id=zone.id) if zone else None,
            tls_settings=cdn.AFDDomainHttpsParametersArgs(
                certificate_type=cdn.AfdCertificateType.MANAGED_CERTIFICATE,
                minimum_tls_version=cdn.AfdMinimumTlsVersion.TLS12,
                cipher_suite_set_type=cdn.AfdCipherSuiteSetType.TLS12_2023,
            ),
            opts=self.child,
        )
        self.domain_id, self.host = domain.id, args.host
        self.proof = domain.validation_properties.apply(lambda found: found.validation_token)
        self.name_servers = zone.name_servers if zone else None
        if zone and args.zone:
            self._records(zone, args.zone, args)
        self.register_outputs({"domainId": domain.id})

    def _zone(self, zone: str) -> dns.Zone:
        return dns.Zone(
            f"{self.name}-zone",
            zone_name=zone,
            zone_type=dns.ZoneType.PUBLIC,
            resource_group_name=self.place.group,
            location="global",
            tags=self.tags,
            opts=self.child,
        )

    def _records(self, zone: dns.Zone, name: str, args: CustomDomainArgs) -> None:
        relative = args.host.removesuffix(name).removesuffix(".") or "@"
        proof = "_dnsauth" if relative == "@" else f"_dnsauth.{relative}"
        target = dns.SubResourceArgs(id=args.endpoint.id)
        self._record("proof", zone, "TXT", proof, txt_records=[dns.TxtRecordArgs(value=[self.proof])])
        self._record(
            "authority", zone, "CAA", "@", caa_records=[dns.CaaRecordArgs(flags=0, tag="issue", value=AUTHORITY)]
        )
        if relative == "@":  # a zone's own name can't be a CNAME: aliases follow the endpoint instead
            self._record("address", zone, "A", relative, target_resource=target)
            self._record("address6", zone, "AAAA", relative, target_resource=target)
        else:
            alias = dns.CnameRecordArgs(cname=args.endpoint.host_name)
            self._record("alias", zone, "CNAME", relative, cname_record=alias)

    def _record(
        self,
        what: str,
        zone: dns.Zone,
        kind: str,
        relative: str,
        *,
        txt_records: list[dns.TxtRecordArgs] | None = None,
        caa_records: list[dns.CaaRecordArgs] | None = None,
        cname_record: dns.CnameRecordArgs | None = None,
        target_resource: dns.SubResourceArgs | None = None,
    ) -> None:
        dns.RecordSet(
            f"{self.name}-{what}",
            record_type=kind,
            relative_record_set_name=relative,
            zone_name=zone.name,
            resource_group_name=self.place.group,
            ttl=TTL,
            txt_records=txt_records,
            caa_records=caa_records,
            cname_record=cname_record,
            target_resource=target_resource,
            opts=self.child,
        )
