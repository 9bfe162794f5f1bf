"""azure-mgmt-dns: a zone with its name servers, and records of several types."""

import uuid

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.dns import DnsManagementClient, models

from tests.local.plane.conformance.conftest import Cloud

pytestmark = pytest.mark.local


def test_a_zone_and_its_records(cloud: Cloud, group: str) -> None:
    dns = cloud.client(DnsManagementClient)
    zone = f"cordon-{uuid.uuid4().hex[:8]}.example.com"
    made = dns.zones.create_or_update(group, zone, models.Zone(location="global"))
    assert len(made.name_servers) == 4
    txt = models.RecordSet(ttl=3600, txt_records=[models.TxtRecord(value=["proof"])])
    dns.record_sets.create_or_update(group, zone, "_dnsauth.app", "TXT", txt)
    alias = models.RecordSet(ttl=3600, cname_record=models.CnameRecord(cname="edge.example.net"))
    dns.record_sets.create_or_update(group, zone, "app", "CNAME", alias)
    found = dns.record_sets.get(group, zone, "_dnsauth.app", "TXT")
    assert found.txt_records[0].value == ["proof"]
    assert [each.name for each in dns.record_sets.list_by_type(group, zone, "CNAME")] == ["app"]
    with pytest.raises(HttpResponseError):
        dns.record_sets.create_or_update(group, zone, "app", "SPF", txt)
    dns.zones.begin_delete(group, zone).result()
