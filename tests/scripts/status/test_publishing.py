"""What operations do after a deployment, on the whole estate: pages published, links approved, sign-ins allowed."""

import json

import pytest

from tests.conftest import Environment

pytestmark = pytest.mark.local


def test_the_pages_are_published_and_say_that_nothing_was_measured(environment: Environment) -> None:
    first = environment.cordon("status", "check", check=False)
    planned = json.loads(environment.cordon("status", "publish", "--dry-run", "--json").stdout)
    assert planned["published"] is False
    assert first.stderr.startswith("cordon: status/status.json is not published.")
    done = json.loads(environment.cordon("status", "publish", "--json").stdout)
    assert done["state"] == "not measured"  # nobody has asked anything of this estate from outside
    assert done["files"] == [".well-known/security.txt", "status", "status/status.json", "status/style.css"]
    assert environment.cordon("status", "check").stdout == "Published, fresh and valid.\n"


def test_the_edge_reaches_what_is_behind_it_once_its_links_are_approved(environment: Environment) -> None:
    environment.cordon("edge", "approve")
    states = json.loads(environment.cordon("edge", "check-links", "--json").stdout)
    assert set(states.values()) == {"Approved"}
    assert len(states) == 4  # an application in each region; the pages and their copy


def test_the_application_signs_in_with_one_group(environment: Environment) -> None:
    assert environment.cordon("database", "allow").returncode == 0
    roles = json.loads(environment.cordon("database", "check-logins", "--json").stdout)
    assert sorted(roles) == ["northeurope", "westeurope"]
