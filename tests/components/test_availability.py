"""Availability is measured from outside and from inside the EU, and a failure reaches somebody."""

from typing import Any

import pytest

from components.availability import Availability, AvailabilityArgs
from controls.residency import EU, TEST_LOCATIONS
from tests.components.recording import Recorder, place, record
from tests.components.web_tier import reaches


def availability(**more: Any) -> Recorder:
    def make() -> None:
        Availability(
            "availability",
            AvailabilityArgs(
                place=place(), insights=reaches().insights, host="app.example.com", health_path="/healthz", **more
            ),
        )

    return record(make)


@pytest.fixture(scope="module")
def asked() -> Recorder:
    return availability(alerts="/group")


def test_what_users_and_finders_need_is_tested(asked: Recorder) -> None:
    urls = {each.inputs["request"]["requestUrl"] for each in asked.of("applicationinsights:WebTest")}
    assert urls == {
        "https://app.example.com/healthz",
        "https://app.example.com/status",
        "https://app.example.com/.well-known/security.txt",
    }


def test_it_is_asked_from_the_eu_only(asked: Recorder) -> None:
    assert set(TEST_LOCATIONS.values()) <= set(EU)
    for test in asked.of("applicationinsights:WebTest"):
        assert {each["location"] for each in test.inputs["locations"]} == set(TEST_LOCATIONS)


def test_a_certificate_near_its_end_fails_the_test(asked: Recorder) -> None:
    for test in asked.of("applicationinsights:WebTest"):
        rules = test.inputs["validationRules"]
        assert rules == {"expectedHttpStatusCode": 200, "sSLCertRemainingLifetimeCheck": 21, "sSLCheck": True}
        assert test.inputs["kind"] == test.inputs["webTestKind"] == "standard"


def test_azure_finds_the_component_by_a_tag(asked: Recorder) -> None:
    for test in asked.of("applicationinsights:WebTest"):
        (link,) = [tag for tag in test.inputs["tags"] if tag.startswith("hidden-link:")]
        assert link.endswith("/northeurope-insights-component")
        assert test.inputs["tags"]["environment"] == "test"


def test_a_failure_in_two_places_raises_an_alert(asked: Recorder) -> None:
    alerts = asked.of("monitor:MetricAlert")
    assert len(alerts) == len(asked.of("applicationinsights:WebTest"))
    for alert in alerts:
        assert alert.inputs["criteria"]["failedLocationCount"] == 2
        assert alert.inputs["actions"] == [{"actionGroupId": "/group"}]
        assert alert.inputs["scopes"][0] == alert.inputs["criteria"]["webTestId"]


def test_without_a_group_there_is_no_alert() -> None:
    assert not availability().of("monitor:MetricAlert")
