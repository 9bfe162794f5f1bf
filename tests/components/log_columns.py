"""Columns of the log tables, as far as queries of ours use them. Source: Azure Monitor Logs reference, 2026-11.

A column that isn't here is looked up there first, then added: Azure doesn't say that a query names none of its columns,
and a rule with a misspelt one never fires. AzureDiagnostics: its 200 standing columns only, else `column_ifexists`.
"""

ALL = {"TimeGenerated", "Type", "_ResourceId"}
COLUMNS = {
    "AddonAzureBackupJobs": ALL
    | {"DatasourceFriendlyName", "DatasourceType", "JobFailureCode", "JobOperation", "JobStatus", "OperationName"},
    "AuditLogs": ALL
    | {"Category", "Identity", "InitiatedBy", "LoggedByService", "OperationName", "Result", "TargetResources"},
    "AzureActivity": ALL
    | {"ActivityStatusValue", "Caller", "CallerIpAddress", "CategoryValue", "Claims_d", "OperationNameValue"},
    "AzureDiagnostics": ALL
    | {
        "CallerIPAddress",
        "Category",
        "OperationName",
        "Resource",
        "ResourceProvider",
        "action_s",
        "clientIP_s",
        "errorLevel_s",
        "ruleName_s",
    },
    "AzureMetrics": ALL | {"Average", "Maximum", "MetricName", "Resource"},
    "SecurityAlert": ALL | {"AlertSeverity"},
    "SecurityIncident": ALL | {"CreatedTime", "IncidentNumber", "LastModifiedTime", "Severity", "Status", "Title"},
    "SigninLogs": ALL
    | {
        "AppDisplayName",
        "AppId",
        "ConditionalAccessStatus",
        "IPAddress",
        "LocationDetails",
        "ResultType",
        "UserId",
        "UserPrincipalName",
    },
    "StorageBlobLogs": ALL
    | {
        "AccountName",
        "AuthenticationHash",
        "CallerIpAddress",
        "ObjectKey",
        "OperationName",
        "RequesterObjectId",
        "RequesterUpn",
        "ResponseBodySize",
        "StatusCode",
    },
}
