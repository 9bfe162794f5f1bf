"""Each fault of a running estate is found by a whole drill, with its code and sentence, and nothing is left."""

import os

import pytest

from scripts.drills import clean_up
from tests.scripts.drills.faults.catalogue import EstateFault, chosen
from tests.scripts.drills.faults.conftest import Stage, holds, sentences
from tests.scripts.drills.faults.estate import FAULTS

pytestmark = [pytest.mark.local, pytest.mark.slow]


@pytest.mark.parametrize("fault", chosen(FAULTS), ids=lambda fault: fault.name)
def test_a_fault_of_the_estate_is_found(stage: Stage, fault: EstateFault) -> None:
    if fault.root and os.geteuid():
        pytest.skip("only root can do this harm")
    done = []

    def observe(name: str, state: str) -> None:
        if (name, state) == (fault.at, fault.state) and not done:
            done.append(True)
            if mend := fault.harm(stage):
                stage.mend.append(mend)

    sealed = stage.run(fault.scenario, observer=observe)
    said = sentences(sealed)
    stage.mended()
    if not clean_up.is_complete(sealed.clean_up):
        assert not fault.clean, sealed.clean_up
        assert stage.drill
        assert clean_up.is_complete(clean_up.clean(stage.drill)), "what was left could not be removed afterwards"
    assert done, "the moment of the fault never came"
    assert sealed.exit == fault.exit, said
    assert holds(sealed, fault.says), said
