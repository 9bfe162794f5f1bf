"""One principal reads far more of the customers' content than it does on its usual day."""

from datetime import timedelta

from components.analytics import Analytic, Severity, Where

rule = Analytic(
    title="Mass download of customers' content",
    why="Theft of data shows as volume: ten times one's own usual hour, and more than 1 GB or 1,000 files.",
    severity=Severity.HIGH,
    serves=("LOG-1", "LOG-2", "TEN-2"),
    tactics=("Collection", "Exfiltration"),
    tables=("StorageBlobLogs",),
    where=Where.EVERY_REGION,
    over=timedelta(days=7),
    account="Principal",
    address="Address",
    resource="_ResourceId",
    query="""
let reads = StorageBlobLogs
| where OperationName == "GetBlob" and StatusCode startswith "2"
| extend Principal = coalesce(RequesterUpn, RequesterObjectId, AuthenticationHash),
    Address = tostring(split(CallerIpAddress, ":")[0]);
let usual = reads
| where TimeGenerated < ago(1h)
| summarize HourBytes = sum(ResponseBodySize), HourCount = count() by Principal, _ResourceId, bin(TimeGenerated, 1h)
| summarize UsualBytes = avg(HourBytes), UsualCount = avg(HourCount) by Principal, _ResourceId;
reads
| where TimeGenerated >= ago(1h)
| summarize Bytes = sum(ResponseBodySize), Files = count(), Address = take_any(Address) by Principal, _ResourceId
| join kind=leftouter usual on Principal, _ResourceId
| where Bytes > 1000000000 or Files > 1000
| where Bytes > 10 * coalesce(UsualBytes, 0.0) and Files > 10 * coalesce(UsualCount, 0.0)
| project Principal, Address, _ResourceId, Bytes, Files, UsualBytes, UsualCount
""",
)
