"""What comes before an environment's first deployment, brought up on the control plane with the policies in force."""

import pytest

from local.home import CLONE
from tests.local.provider.workbench import Workbench

pytestmark = pytest.mark.local

PROGRAM = f"import runpy\nrunpy.run_path({str(CLONE / 'stacks' / 'backend')!r}, run_name='__main__')\n"
CONFIG = {
    "owner": "platform",
    "region": "northeurope",
    "issuer": "https://token.actions.githubusercontent.com",
    "subject": "repo:example/cordon:environment:dev",
}


def configured(bench: Workbench, **change: str) -> Workbench:
    for key, value in {**CONFIG, **change}.items():
        bench.pulumi("config", "set", f"cordon-backend:{key}", value, "--stack", "dev")
    return bench.program(PROGRAM)


def test_state_and_deployer_come_up_under_the_policies(bench: Workbench) -> None:
    configured(bench).up("--policy-pack", str(CLONE / "policies"))
    bench.preview("--expect-no-changes")
    said = bench.outputs()
    assert said["backend"].startswith("azblob://state?storage_account=st")
    assert said["secretsProvider"].endswith(".vault.azure.net/keys/pulumi-state")
    resources = bench.resources()
    account = resources["state-account"]["outputs"]["name"]
    assert said["backend"].endswith(account)
    assert resources["deployer-federation"]["inputs"]["subject"] == CONFIG["subject"]
    assert resources["deployer-role"]["inputs"]["principalId"] == said["deployer"]["objectId"]
    assert {"locks-state", "locks-state-vault"} <= set(resources)


def test_a_mistake_ends_in_one_sentence(bench: Workbench) -> None:
    said = configured(bench, subject="repo:example/*:ref:refs/heads/main").preview(check=False)
    assert (
        "stacks/backend/Pulumi.dev.yaml: subject: 'repo:example/*:ref:refs/heads/main' is not allowed; allowed" in said
    )
    assert "Traceback" not in said
