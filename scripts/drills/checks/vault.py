"""What a recovered vault must give: every canary, every key version, every data key, and no way to purge."""

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from scripts.drills.check import Check, failed, passed
from scripts.drills.vault_scenario import Recovered


def secrets_are_back(r: Recovered) -> Check:
    written, found = r.vault.canaries, r.vault.read_canaries()
    if found != written:
        return failed(
            f"{len(found)} of {len(written)} versions of the secret are back and genuine.",
            population=len(written), expected=len(written), actual=len(found),
        )  # fmt: skip
    return passed(f"All {len(found)} versions of the secret are back, genuine.", population=len(found))


def keys_are_back(r: Recovered) -> Check:
    versions = r.vault.versions()
    if versions != r.versions_before:
        return failed(
            f"{len(versions)} of {len(r.versions_before)} key versions are back.",
            population=len(versions), expected=r.versions_before, actual=versions,
        )  # fmt: skip
    for one in r.vault.wrapped:
        try:
            if not r.vault.opens(one):
                return failed("A data key unwraps to another one.", population=len(r.vault.wrapped))
        except (ResourceNotFoundError, HttpResponseError) as error:
            if error.status_code in (400, 404):
                return failed(f"A data key doesn't unwrap with {one.key_id}.", population=len(r.vault.wrapped))
            raise
    return passed(
        f"{len(versions)} key versions are back; {len(r.vault.wrapped)} data keys unwrap.", population=len(versions)
    )


def purge_is_refused(r: Recovered) -> Check:
    if said := r.also.get("purge"):
        return passed(f"A purge was refused: {said}", population=1)
    return failed("A purge was not refused.", population=1)


VAULT = (secrets_are_back, keys_are_back, purge_is_refused)
