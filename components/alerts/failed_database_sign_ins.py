"""Sign-ins to the database fail."""

from components.alerts import Log

alert = Log(
    title="Sign-ins to the database fail",
    why="The server admits Entra identities only: somebody uses an expired one, or tries passwords.",
    serves=("LOG-1", "LOG-2", "ACC-2"),
    tables=("AzureDiagnostics",),
    query="""
AzureDiagnostics
| where Category == "PostgreSQLLogs" and column_ifexists("errorLevel_s", "") == "FATAL"
| where column_ifexists("Message", "") has "authentication failed"
| summarize Tries = count() by Resource, _ResourceId
| where Tries > 10
""",
)
