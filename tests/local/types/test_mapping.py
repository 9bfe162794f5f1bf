"""azure-native's inputs against bodies as Azure's REST documentation prints them, both ways."""

from typing import Any

import pytest

from local.types.table import ResourceType, table

GROUP = "/subscriptions/ffffffff-ffff-ffff-ffff-ffffffffffff/resourceGroups/rg"

# token, inputs without the names in the URL, body of the PUT
EXAMPLES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "storage account": (
        "storage:StorageAccount",
        {
            "kind": "StorageV2",
            "location": "westeurope",
            "sku": {"name": "Standard_GZRS"},
            "enableHttpsTrafficOnly": True,
            "enableNfsV3": False,
            "networkRuleSet": {
                "bypass": "AzureServices",
                "defaultAction": "Deny",
                "ipRules": [{"iPAddressOrRange": "20.0.0.0/24", "action": "Allow"}],
                "virtualNetworkRules": [{"virtualNetworkResourceId": f"{GROUP}/x"}],
            },
            "encryption": {
                "keySource": "Microsoft.Keyvault",
                "requireInfrastructureEncryption": True,
                "keyVaultProperties": {"keyName": "k", "keyVaultUri": "https://v.vault.azure.net"},
                "encryptionIdentity": {"encryptionUserAssignedIdentity": f"{GROUP}/i"},
            },
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [f"{GROUP}/i", f"{GROUP}/j"]},
            "tags": {"owner": "platform", "hidden-link:/subscriptions/x": "Resource"},
        },
        {
            "kind": "StorageV2",
            "location": "westeurope",
            "sku": {"name": "Standard_GZRS"},
            "properties": {
                "supportsHttpsTrafficOnly": True,
                "isNfsV3Enabled": False,
                "networkAcls": {
                    "bypass": "AzureServices",
                    "defaultAction": "Deny",
                    "ipRules": [{"value": "20.0.0.0/24", "action": "Allow"}],
                    "virtualNetworkRules": [{"id": f"{GROUP}/x"}],
                },
                "encryption": {
                    "keySource": "Microsoft.Keyvault",
                    "requireInfrastructureEncryption": True,
                    "keyvaultproperties": {"keyname": "k", "keyvaulturi": "https://v.vault.azure.net"},
                    "identity": {"userAssignedIdentity": f"{GROUP}/i"},
                },
            },
            "identity": {"type": "UserAssigned", "userAssignedIdentities": {f"{GROUP}/i": {}, f"{GROUP}/j": {}}},
            "tags": {"owner": "platform", "hidden-link:/subscriptions/x": "Resource"},
        },
    ),
    "network with subnets": (
        "network:VirtualNetwork",
        {
            "location": "northeurope",
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [
                {
                    "name": "database",
                    "addressPrefix": "10.0.1.0/24",
                    "networkSecurityGroup": {"id": f"{GROUP}/nsg"},
                    "delegations": [{"name": "d", "serviceName": "Microsoft.DBforPostgreSQL/flexibleServers"}],
                }
            ],
        },
        {
            "location": "northeurope",
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {
                        "name": "database",
                        "properties": {
                            "addressPrefix": "10.0.1.0/24",
                            "networkSecurityGroup": {"id": f"{GROUP}/nsg"},
                            "delegations": [
                                {
                                    "name": "d",
                                    "properties": {"serviceName": "Microsoft.DBforPostgreSQL/flexibleServers"},
                                }
                            ],
                        },
                    }
                ],
            },
        },
    ),
    "private endpoint": (
        "network:PrivateEndpoint",
        {
            "location": "northeurope",
            "subnet": {"id": f"{GROUP}/subnet"},
            "privateLinkServiceConnections": [
                {"name": "c", "privateLinkServiceId": f"{GROUP}/server", "groupIds": ["postgresqlServer"]}
            ],
        },
        {
            "location": "northeurope",
            "properties": {
                "subnet": {"id": f"{GROUP}/subnet"},
                "privateLinkServiceConnections": [
                    {
                        "name": "c",
                        "properties": {
                            "privateLinkServiceId": f"{GROUP}/server",
                            "groupIds": ["postgresqlServer"],
                        },
                    }
                ],
            },
        },
    ),
    "flexible server": (
        "dbforpostgresql:Server",
        {
            "location": "northeurope",
            "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
            "version": "16",
            "storage": {"storageSizeGB": 512},
            "backup": {"backupRetentionDays": 35, "geoRedundantBackup": "Enabled"},
            "authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"},
            "createMode": "PointInTimeRestore",
            "pointInTimeUTC": "2026-06-01T18:35:22.123456Z",
            "sourceServerResourceId": f"{GROUP}/source",
        },
        {
            "location": "northeurope",
            "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
            "properties": {
                "version": "16",
                "storage": {"storageSizeGB": 512},
                "backup": {"backupRetentionDays": 35, "geoRedundantBackup": "Enabled"},
                "authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"},
                "createMode": "PointInTimeRestore",
                "pointInTimeUTC": "2026-06-01T18:35:22.123456Z",
                "sourceServerResourceId": f"{GROUP}/source",
            },
        },
    ),
    "backup policy": (
        "dataprotection:BackupPolicy",
        {
            "properties": {
                "objectType": "BackupPolicy",
                "datasourceTypes": ["Microsoft.Storage/storageAccounts/blobServices"],
                "policyRules": [
                    {
                        "objectType": "AzureRetentionRule",
                        "name": "Default",
                        "isDefault": True,
                        "lifecycles": [
                            {
                                "deleteAfter": {"objectType": "AbsoluteDeleteOption", "duration": "P180D"},
                                "sourceDataStore": {"objectType": "DataStoreInfoBase", "dataStoreType": "VaultStore"},
                            }
                        ],
                    },
                    {
                        "objectType": "AzureBackupRule",
                        "name": "BackupDaily",
                        "dataStore": {"objectType": "DataStoreInfoBase", "dataStoreType": "VaultStore"},
                        "trigger": {
                            "objectType": "ScheduleBasedTriggerContext",
                            "schedule": {"repeatingTimeIntervals": ["R/2026-06-01T02:00:00+00:00/P1D"]},
                            "taggingCriteria": [
                                {"isDefault": True, "taggingPriority": 99, "tagInfo": {"tagName": "Default"}}
                            ],
                        },
                    },
                ],
            }
        },
        {},  # the same: azure-native leaves `properties` where it is
    ),
    "security policy of Front Door": (
        "cdn:SecurityPolicy",
        {
            "parameters": {
                "type": "WebApplicationFirewall",
                "wafPolicy": {"id": f"{GROUP}/waf"},
                "associations": [{"domains": [{"id": f"{GROUP}/endpoint"}], "patternsToMatch": ["/*"]}],
            }
        },
        {
            "properties": {
                "parameters": {
                    "type": "WebApplicationFirewall",
                    "wafPolicy": {"id": f"{GROUP}/waf"},
                    "associations": [{"domains": [{"id": f"{GROUP}/endpoint"}], "patternsToMatch": ["/*"]}],
                }
            }
        },
    ),
    "firewall policy": (
        "frontdoor:Policy",
        {
            "location": "Global",
            "sku": {"name": "Premium_AzureFrontDoor"},
            "policySettings": {
                "enabledState": "Enabled",
                "mode": "Prevention",
                "state": "Enabled",
                "scrubbingRules": [{"matchVariable": "RequestIPAddress", "selectorMatchOperator": "EqualsAny"}],
            },
            "customRules": {
                "rules": [
                    {
                        "name": "RatePerAddress",
                        "priority": 1,
                        "ruleType": "RateLimitRule",
                        "rateLimitThreshold": 1000,
                        "action": "Block",
                        "matchConditions": [
                            {"matchVariable": "RemoteAddr", "operator": "IPMatch", "matchValue": ["0.0.0.0/0"]}
                        ],
                    }
                ]
            },
        },
        {
            "location": "Global",
            "sku": {"name": "Premium_AzureFrontDoor"},
            "properties": {
                "policySettings": {
                    "enabledState": "Enabled",
                    "mode": "Prevention",
                    "logScrubbing": {
                        "state": "Enabled",
                        "scrubbingRules": [{"matchVariable": "RequestIPAddress", "selectorMatchOperator": "EqualsAny"}],
                    },
                },
                "customRules": {
                    "rules": [
                        {
                            "name": "RatePerAddress",
                            "priority": 1,
                            "ruleType": "RateLimitRule",
                            "rateLimitThreshold": 1000,
                            "action": "Block",
                            "matchConditions": [
                                {"matchVariable": "RemoteAddr", "operator": "IPMatch", "matchValue": ["0.0.0.0/0"]}
                            ],
                        }
                    ]
                },
            },
        },
    ),
    "metric alert": (
        "monitor:MetricAlert",
        {
            "location": "global",
            "severity": 1,
            "enabled": True,
            "scopes": [f"{GROUP}/server"],
            "evaluationFrequency": "PT1M",
            "windowSize": "PT5M",
            "criteria": {
                "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                "allOf": [
                    {
                        "criterionType": "StaticThresholdCriterion",
                        "name": "cpu",
                        "metricName": "cpu_percent",
                        "operator": "GreaterThan",
                        "threshold": 80.5,
                        "timeAggregation": "Average",
                    }
                ],
            },
        },
        {
            "location": "global",
            "properties": {
                "severity": 1,
                "enabled": True,
                "scopes": [f"{GROUP}/server"],
                "evaluationFrequency": "PT1M",
                "windowSize": "PT5M",
                "criteria": {
                    "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                    "allOf": [
                        {
                            "criterionType": "StaticThresholdCriterion",
                            "name": "cpu",
                            "metricName": "cpu_percent",
                            "operator": "GreaterThan",
                            "threshold": 80.5,
                            "timeAggregation": "Average",
                        }
                    ],
                },
            },
        },
    ),
    "diagnostic setting": (
        "monitor:DiagnosticSetting",
        {
            "workspaceId": f"{GROUP}/workspace",
            "logs": [{"categoryGroup": "audit", "enabled": True}],
        },
        {
            "properties": {
                "workspaceId": f"{GROUP}/workspace",
                "logs": [{"categoryGroup": "audit", "enabled": True}],
            }
        },
    ),
    "role assignment": (
        "authorization:RoleAssignment",
        {"principalId": "p", "principalType": "ServicePrincipal", "roleDefinitionId": f"{GROUP}/role"},
        {
            "properties": {
                "principalId": "p",
                "principalType": "ServicePrincipal",
                "roleDefinitionId": f"{GROUP}/role",
            }
        },
    ),
    "vault": (
        "keyvault:Vault",
        {
            "location": "northeurope",
            "properties": {
                "tenantId": "t",
                "sku": {"family": "A", "name": "premium"},
                "enablePurgeProtection": True,
                "networkAcls": {"defaultAction": "Deny", "bypass": "None"},
            },
        },
        {},
    ),
    "key": (
        "keyvault:Key",
        {"properties": {"kty": "RSA", "keySize": 3072, "keyOps": ["wrapKey"], "attributes": {"expires": 1}}},
        {"properties": {"kty": "RSA", "keySize": 3072, "keyOps": ["wrapKey"], "attributes": {"exp": 1}}},
    ),
}


def kind_of(token: str) -> ResourceType:
    found = table().by_token(f"azure-native:{token}")
    assert found is not None
    return found


@pytest.mark.parametrize("example", EXAMPLES)
def test_inputs_become_the_documented_body_and_back(example: str) -> None:
    token, inputs, body = EXAMPLES[example]
    kind = kind_of(token)
    assert kind.to_body(inputs) == (body or inputs)
    assert kind.to_inputs(body or inputs) == inputs
    assert kind.check(body or inputs) == []


def test_names_in_the_url_stay_out_of_the_body_and_return_from_the_id() -> None:
    kind = kind_of("network:Subnet")
    inputs = {
        "resourceGroupName": "rg",
        "virtualNetworkName": "net",
        "subnetName": "database",
        "addressPrefix": "10.0.1.0/24",
    }
    body = kind.to_body(inputs)
    assert body == {"properties": {"addressPrefix": "10.0.1.0/24"}}
    body["id"] = kind.resource_id(inputs, "sub")
    assert body["id"].endswith("/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/database")
    assert kind.to_inputs(body) == inputs


def test_what_is_only_read_is_shown_and_never_an_input() -> None:
    kind = kind_of("storage:StorageAccount")
    answer = {
        "id": f"{GROUP}/providers/Microsoft.Storage/storageAccounts/acc",
        "name": "acc",
        "type": "Microsoft.Storage/storageAccounts",
        "kind": "StorageV2",
        "location": "westeurope",
        "sku": {"name": "Standard_LRS", "tier": "Standard"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {"/i": {"clientId": "c"}}},
        "properties": {
            "supportsHttpsTrafficOnly": True,
            "provisioningState": "Succeeded",
            "primaryEndpoints": {"blob": "https://acc.blob.core.windows.net/"},
            "networkAcls": {"defaultAction": "Allow"},
        },
    }
    assert kind.to_outputs(answer) == {
        "name": "acc",
        "type": "Microsoft.Storage/storageAccounts",
        "kind": "StorageV2",
        "location": "westeurope",
        "sku": {"name": "Standard_LRS", "tier": "Standard"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {"/i": {"clientId": "c"}}},
        "enableHttpsTrafficOnly": True,
        "provisioningState": "Succeeded",
        "primaryEndpoints": {"blob": "https://acc.blob.core.windows.net/"},
        "networkRuleSet": {"defaultAction": "Allow"},
        "azureApiVersion": kind.api_version,
    }
    assert kind.to_inputs(answer) == {
        "resourceGroupName": "rg",
        "accountName": "acc",
        "kind": "StorageV2",
        "location": "westeurope",
        "sku": {"name": "Standard_LRS"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/i"]},
        "enableHttpsTrafficOnly": True,
        "networkRuleSet": {"defaultAction": "Allow"},
    }


def test_what_is_never_shown_is_left_out_of_answers() -> None:
    kind = kind_of("dbforpostgresql:Server")
    body = {
        "location": "northeurope",
        "properties": {"administratorLoginPassword": "secret", "createMode": "Default", "version": "16"},
    }
    assert kind.conceal(body) == {"location": "northeurope", "properties": {"version": "16"}}
    administrator = {"properties": {"tenantId": "t", "principalName": "operator"}}  # the answer's model shows both
    assert kind_of("dbforpostgresql:Administrator").conceal(administrator) == administrator


def test_a_scope_keeps_its_leading_slash_through_an_id() -> None:
    kind = kind_of("monitor:DiagnosticSetting")
    inputs = {"resourceUri": f"{GROUP}/providers/Microsoft.KeyVault/vaults/v", "name": "audit"}
    resource = kind.resource_id(inputs, "sub")
    assert resource == f"{inputs['resourceUri']}/providers/Microsoft.Insights/diagnosticSettings/audit"
    assert kind.to_inputs({"id": resource}) == inputs


def test_names_that_nobody_knows_go_where_new_ones_would_be() -> None:
    kind = kind_of("network:PrivateEndpoint")
    assert kind.to_body({"brandNew": 1}) == {"properties": {"brandNew": 1}}


def test_inputs_without_value_are_left_out() -> None:
    assert kind_of("network:Subnet").to_body({"addressPrefix": None}) == {}
