"""The status page's job may write the pages and read the counts, and is told names only."""

import json
from typing import Any

import pytest

from components.status_job import StatusJob, StatusJobArgs
from scripts.status.source import Source
from tests.components.recording import Recorder, place, record, surroundings
from tests.components.refusing import refusal
from tests.components.web_tier import reaches, site

GIVEN = surroundings()
SOURCE: dict[str, Any] = {
    "environment": "test",
    "subscription": "s",
    "host": "app.example.com",
    "site": {"account": "/account", "blobUrl": "https://account.blob.core.windows.net/", "container": "site"},
    "availability": {"component": "/component", "tests": {"application": "test-app"}},
    "disclosure": {"contact": "mailto:security@example.com", "languages": ["en"]},
}


def args(image: str = GIVEN["image"]) -> StatusJobArgs:
    return StatusJobArgs(
        place=place(), environment=GIVEN["jobs"], image=image, site=site(), insights=reaches().insights, source=SOURCE
    )


@pytest.fixture(scope="module")
def asked() -> Recorder:
    return record(lambda: StatusJob("status", args()))


def test_it_runs_every_quarter_of_an_hour(asked: Recorder) -> None:
    job = asked.one("app:Job")
    assert job["configuration"]["triggerType"] == "Schedule"
    assert job["configuration"]["scheduleTriggerConfig"]["cronExpression"] == "*/15 * * * *"
    (container,) = job["template"]["containers"]
    assert container["command"] == ["cordon", "status", "publish"]
    assert container["image"] == GIVEN["image"]


def test_it_may_write_the_pages_and_read_the_counts(asked: Recorder) -> None:
    grants = {
        each.name: (each.inputs["scope"].rsplit("/", 1)[-1], each.inputs["roleDefinitionId"].rsplit("/", 1)[-1])
        for each in asked.of("authorization:RoleAssignment")
        if each.name.startswith("status-")
    }
    assert grants == {
        "status-may-write": ("site-site", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
        "status-may-read": ("northeurope-insights-component", "43d0d8ad-25c7-4714-9337-8ba259a9fe05"),
    }


def test_what_it_is_told_is_what_the_command_reads(asked: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    from scripts.status import source

    (container,) = asked.one("app:Job")["template"]["containers"]
    told = {each["name"]: each["value"] for each in container["env"]}
    assert json.loads(told["CORDON_STATUS"]) == SOURCE
    monkeypatch.setenv("CORDON_STATUS", told["CORDON_STATUS"])
    assert source.from_environment() == Source.model_validate(SOURCE)


def test_an_image_by_its_tag_is_refused() -> None:
    assert refusal(lambda: args("images.azurecr.io/cordon:latest")) == (
        "image 'images.azurecr.io/cordon:latest' is not allowed; allowed are images of mcr.microsoft.com or of a "
        "registry below azurecr.io, by digest (…@sha256:…)."
    )
