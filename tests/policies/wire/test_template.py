"""Every line of the template leads back to the resource that sent it."""

import json

from policies.wire.template import template

GROUP = "/subscriptions/s/resourceGroups/g"


def entry(resource_id: str, kind: str, **body: object) -> dict[str, object]:
    return {"id": resource_id, "type": kind, "apiVersion": "2025-01-01", "body": body}


ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/one"
WIRE = [
    entry(GROUP, "Microsoft.Resources/resourceGroups", location="northeurope"),
    entry(ACCOUNT, "Microsoft.Storage/storageAccounts", properties={"minimumTlsVersion": "TLS1_0"}),
    entry(f"{ACCOUNT}/blobServices/default", "Microsoft.Storage/storageAccounts/blobServices", properties={}),
    entry(ACCOUNT.upper(), "Microsoft.Storage/storageAccounts", properties={"minimumTlsVersion": "TLS1_2"}),
]


def test_every_line_belongs_to_the_resource_that_is_written_there() -> None:
    made = template(WIRE)
    lines = made.text.splitlines()
    for number, line in enumerate(lines, 1):
        if '"name": "one/default"' in line:
            assert made.resource_at(number) == f"{ACCOUNT}/blobServices/default"
        if '"minimumTlsVersion"' in line:
            assert made.resource_at(number).lower() == ACCOUNT.lower()
    assert json.loads(made.text)["resources"][2]["name"] == "one/default"


def test_the_last_body_of_a_resource_counts_whatever_the_case_of_its_id() -> None:
    sent = json.loads(template(WIRE).text)["resources"]
    assert [each["name"] for each in sent] == ["g", "ONE", "one/default"]
    assert sent[1]["properties"] == {"minimumTlsVersion": "TLS1_2"}


def test_extensions_of_one_name_are_told_apart() -> None:
    kind = "Microsoft.Insights/diagnosticSettings"
    sent = [entry(f"{ACCOUNT}{n}/providers/{kind}/logs", kind, properties={}) for n in range(3)]
    names = [each["name"] for each in json.loads(template(sent).text)["resources"]]
    assert len(set(names)) == 3
    assert names[0] == "logs"
    assert names[1] == "one1/logs"
