"""What recovered blobs must be: all there with the hashes that rows name, canaries genuine, and closed to others."""

from controls import residency
from scripts.drills.blob_scenario import RecoveredBlobs, states
from scripts.drills.check import Check, failed, passed
from scripts.drills.resources import accounts, place


def blobs_are_back(r: RecoveredBlobs) -> Check:
    found = states(r.container, r.expected)
    tally = {how: len(names) for how, names in found.items()}
    if wrong := [*found["missing"], *found["changed"]]:
        return failed(
            f"{tally['missing']} blobs are missing and {tally['changed']} changed, first {wrong[0]}.",
            population=len(r.expected), expected=len(r.expected), actual=tally,
        )  # fmt: skip
    return passed(
        f"{tally['right']} blobs are back by {r.also['how']}, with the hashes that rows name.",
        population=len(r.expected), expected=len(r.expected), actual=tally,
    )  # fmt: skip


def blob_canaries(r: RecoveredBlobs) -> Check:
    written, found = r.blobs.canaries, r.blobs.read_canaries(r.container)
    if found != written:
        return failed(
            f"{len(found)} of {len(written)} canaries among the blobs are back and genuine.",
            population=len(written), expected=len(written), actual=len(found),
        )  # fmt: skip
    return passed(f"All {len(found)} canaries among the blobs are there, genuine.", population=len(found))


def account_is_closed(r: RecoveredBlobs) -> Check:
    facts = accounts(r.drill.azure).get_properties(*place(r.resource or ""))
    shown = facts.properties
    reasons = {
        "public network access is not disabled": str(getattr(shown.public_network_access, "value", "")) != "Disabled",
        "shared keys are accepted": shown.allow_shared_key_access is not False,
        "anonymous access is possible": bool(shown.allow_blob_public_access),
        f"it lies in {facts.location}, outside the European Union": not residency.is_eu(facts.location),
    }
    if open_by := [reason for reason, true in reasons.items() if true]:
        return failed(f"The account is not closed: {'; '.join(open_by)}.", population=len(reasons))
    return passed("The account takes no public call, no shared key, and lies in the EU.", population=len(reasons))


BLOBS = (blobs_are_back, blob_canaries, account_is_closed)
