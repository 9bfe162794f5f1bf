"""One list out of two: what both say of a resource is said once."""

from policies.engine.discovery import rules
from policies.wire.finding import WireFinding
from policies.wire.merged import covered, merged


def finding(tool: str, rule: str, resource: str, kind: str = "violation") -> WireFinding:
    return WireFinding(
        tool=tool, rule=rule, title="t", kind=kind, fails=kind == "violation", severity="high", serves=(),
        resource=resource, property="p", message=f"{rule} of {resource}.", help="",
    )  # fmt: skip


def test_a_duplicate_is_said_once_and_names_the_other() -> None:
    ours = [finding("cordon", "storage_accounts_take_https_only", "a")]
    theirs = [finding("checkov", "CKV_AZURE_3", "a"), finding("checkov", "CKV_AZURE_3", "b")]
    both = merged(ours, theirs)
    assert [(each.tool, each.resource) for each in both] == [("cordon", "a"), ("checkov", "b")]
    assert both[0].message.endswith("checkov says so too: CKV_AZURE_3.")


def test_a_failure_of_theirs_is_not_lost_in_an_exempted_one_of_ours() -> None:
    ours = [finding("cordon", "storage_accounts_take_https_only", "a", "exempted")]
    theirs = [finding("checkov", "CKV_AZURE_3", "a")]
    assert merged(ours, theirs) == [*ours, *theirs]


def test_what_nobody_covers_stays() -> None:
    theirs = [finding("checkov", "CKV_AZURE_206", "a")]
    assert merged([], theirs) == theirs


def test_every_rule_that_covers_one_exists() -> None:
    assert set(covered().values()) <= {rule.name for rule in rules()}
