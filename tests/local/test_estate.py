"""The local stack as a whole, on the shared environment: what is there, and that nothing wants to change."""

import json
import re

import pytest

from controls.residency import EU
from tests.conftest import Environment, local

pytestmark = pytest.mark.local


def exported(environment: Environment) -> list[dict[str, object]]:
    # Secrets in plain text: the engine encrypts them anew whenever it writes the state.
    state = json.loads(environment.run("pulumi", "stack", "export", "--stack", "local", "--show-secrets").stdout)
    return [r for r in state["deployment"]["resources"] if str(r["type"]).startswith("azure-native:")]


def test_at_least_sixty_resources_in_two_eu_regions(environment: Environment) -> None:
    resources = exported(environment)
    assert len(resources) >= 60
    locations = {
        str(r["outputs"].get("location")).lower().replace(" ", "") for r in resources if isinstance(r["outputs"], dict)
    }
    assert {"northeurope", "westeurope"} <= locations
    assert locations <= {*EU, "global", "none"}  # an action group works where Azure has its processing


@pytest.mark.parametrize("command", ["preview", "refresh"])
def test_expects_no_changes(environment: Environment, command: str) -> None:
    options = ["--yes", "--skip-preview"] if command == "refresh" else []
    environment.run("pulumi", command, "--stack", "local", "--non-interactive", "--expect-no-changes", *options)


def test_a_second_up_changes_nothing(environment: Environment) -> None:
    before = by_urn(environment)
    done = local(environment.home, "up")
    assert done.returncode == 0, done.stderr
    assert re.search(r"The estate is up: \d+ same\.", done.stdout), done.stdout
    assert by_urn(environment) == before


def by_urn(environment: Environment) -> dict[object, object]:
    return {resource["urn"]: (resource["id"], resource["inputs"]) for resource in exported(environment)}


def test_the_clone_stays_as_it_is(environment: Environment) -> None:
    changed = environment.run("git", "status", "--porcelain", "Pulumi.yaml", "Pulumi.local.yaml").stdout
    assert "encryptionsalt" not in environment.run("cat", "Pulumi.local.yaml").stdout
    assert not changed
