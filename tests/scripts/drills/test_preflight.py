"""What a drill refuses before it asks Azure anything."""

import pytest

from scripts.drills import preflight
from scripts.drills.drill import Drill
from scripts.drills.exit_codes import RefusedError
from scripts.drills.scenario import scenarios

BOTH = ("point-in-time", "geo-restore")


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("norwayeast", "not in the European Union"),
        ("uksouth", "not in the European Union"),
        ("switzerlandnorth", "not in the European Union"),
        ("eastus", "outside the European Union"),
        ("europe", "group of regions"),
        ("westeurop", "did you mean 'westeurope'"),
        ("francecentral", "northeurope, westeurope only"),
        ("northeurope", "Azure copies backups to westeurope and nowhere else"),
    ],
)
def test_a_target_where_data_may_not_go_is_refused(drill: Drill, region: str, said: str) -> None:
    drill.target_region = region
    with pytest.raises(RefusedError, match=said):
        preflight.refuse(drill, [scenarios()[name] for name in BOTH])


def test_the_pair_is_taken_without_being_told(drill: Drill) -> None:
    chosen = scenarios()
    preflight.refuse(drill, [chosen[name] for name in BOTH])
    assert chosen["geo-restore"].region(drill) == "westeurope"


def test_rows_are_lost_before_the_server_is() -> None:
    order = list(scenarios())
    assert order.index("point-in-time") < order.index("geo-restore") < order.index("region-loss")


def test_every_scenario_says_what_it_serves_and_promises() -> None:
    for scenario in scenarios().values():
        assert scenario.serves
        assert min(scenario.rpo, scenario.rto)
        assert scenario.stores
        assert scenario.checks
        assert scenario.__doc__


def test_nothing_is_damaged_outside_the_local_environment(drill: Drill) -> None:
    assert drill.may_damage
    for environment in ("dev", "staging", "prod"):
        drill.estate = drill.estate.model_copy(update={"environment": environment})
        assert not drill.may_damage
