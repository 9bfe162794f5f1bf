"""Whether users reach the application, seen from outside: tests from several EU places, every five minutes."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import applicationinsights as insights
from pulumi_azure_native import monitor

from components.application_insights import ApplicationInsights
from components.base import Component, DataClass, Place
from components.naming import Kind
from controls.residency import TEST_LOCATIONS

EVERY = 300  # seconds, from each place
TIMEOUT = 30  # seconds
CERTIFICATE_DAYS = 21  # a certificate with fewer days left fails the test, before browsers do
FAILING_PLACES = 2  # of one test at once: one alone may be that place's trouble


@dataclass(frozen=True, kw_only=True)
class AvailabilityArgs:
    """`host` is what users type, without scheme; `alerts` the action group that hears of a failure, if any."""

    place: Place
    insights: ApplicationInsights
    host: pulumi.Input[str]
    health_path: str
    alerts: pulumi.Input[str] | None = None


class Availability(Component):
    """Serves INC-4 INC-3 LOG-2 RES-2.

    What is asked holds no customer's data, and is asked from the EU only.

    Outputs: `tests`, the name of each web test by what it tests.

    >>> args = AvailabilityArgs(place=place, insights=reaches.insights, host="app.example.com", health_path="/healthz")
    >>> sorted(Availability("availability", args).tests)
    ['application', 'security-txt', 'status']
    """

    data_class = DataClass.PUBLIC

    def __init__(self, name: str, args: AvailabilityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        paths = {
            "application": args.health_path,
            "status": "/status",
            "security-txt": "/.well-known/security.txt",
        }
        self.tests = {what: self._test(what, path, args) for what, path in paths.items()}
        self.register_outputs({})

    def _test(self, what: str, path: str, args: AvailabilityArgs) -> str:
        name = self.place.name(Kind.WEB_TEST, what)
        test = insights.WebTest(
            f"{self.name}-{what}",
            web_test_name=name,
            synthetic_monitor_id=name,
            resource_group_name=self.place.group,
            location=self.place.location,
            kind=insights.WebTestKind.STANDARD,
            web_test_kind=insights.WebTestKind.STANDARD,
            enabled=True,
            frequency=EVERY,
            timeout=TIMEOUT,
            retry_enabled=True,
            locations=[insights.WebTestGeolocationArgs(location=each) for each in TEST_LOCATIONS],
            request=insights.WebTestPropertiesRequestArgs(
                http_verb="GET",
                request_url=pulumi.Output.concat("https://", args.host, path),
                follow_redirects=False,
                parse_dependent_requests=False,
            ),
            validation_rules=insights.WebTestPropertiesValidationRulesArgs(
                expected_http_status_code=200,
                s_sl_check=True,
                s_sl_cert_remaining_lifetime_check=CERTIFICATE_DAYS,
            ),
            # Azure finds the component of a test by this tag.
            tags=args.insights.component_id.apply(lambda id: {**self.tags, f"hidden-link:{id}": "Resource"}),
            opts=self.child,
        )
        if args.alerts is not None:
            self._alert(what, test, args, args.alerts)
        return name

    def _alert(self, what: str, test: insights.WebTest, args: AvailabilityArgs, group: pulumi.Input[str]) -> None:
        monitor.MetricAlert(
            f"{self.name}-{what}-alert",
            rule_name=self.place.name(Kind.ALERT, f"unreachable-{what}"),
            resource_group_name=self.place.group,
            location="global",  # of the rule; what it watches has its region
            description=f"Users may not reach it: {what}. Serves {' '.join(self.serves)}.",
            enabled=True,
            severity=1,
            evaluation_frequency="PT1M",
            window_size="PT5M",
            scopes=[test.id, args.insights.component_id],
            criteria=monitor.WebtestLocationAvailabilityCriteriaArgs(
                odata_type="Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
                component_id=args.insights.component_id,
                web_test_id=test.id,
                failed_location_count=FAILING_PLACES,
            ),
            auto_mitigate=True,
            actions=[monitor.MetricAlertActionArgs(action_group_id=group)],
            tags=self.tags,
            opts=self.child,
        )
