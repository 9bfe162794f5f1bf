"""S3 object locks hold for six months, and for everybody."""

from policies.engine import CRITICAL, Case, Findings, Properties, Rule, Setting, at, finding
from policies.engine.aws import ABOUT_AWS, aws

DEFAULT = "rule.defaultRetention"


def locks(mode: str, **length: int) -> Properties:
    return {"rule": {"defaultRetention": {"mode": mode, **length}}}


rule = Rule(
    severity=CRITICAL, serves=("BAK-5", "GOV-3"), iso27001=("8.13", "5.33"), soc2=("A1.2",),
    types=aws("s3", "BucketObjectLockConfiguration", "BucketObjectLockConfigurationV2"),
    why="In mode GOVERNANCE whoever has the right deletes the last copy, and so does who stole it.",
    fix="Set rule.defaultRetention to mode COMPLIANCE with 184 days or more.",
    source="AWS S3: using Object Lock",
    azure_policy=ABOUT_AWS,
    settings={"days": Setting(default=180, minimum=1, text="The fewest days that objects are locked.")},
    good=[locks("COMPLIANCE", days=184), locks("COMPLIANCE", years=1)],
    bad=[locks("GOVERNANCE", days=184), locks("COMPLIANCE", days=30), locks("COMPLIANCE"), {}],
)  # fmt: skip


@rule.check
def locked(configuration: Properties, case: Case) -> Findings:
    default, least = at(configuration, *DEFAULT.split(".")) or {}, case.settings["days"]
    if (mode := default.get("mode")) != "COMPLIANCE":
        yield finding(f"{DEFAULT}.mode", mode, allowed=("COMPLIANCE",))
    days, years = default.get("days"), default.get("years")
    if (days or 0) + 365 * (years or 0) < least:
        yield finding(f"{DEFAULT}.days", days, allowed=f"{least} days or more")
