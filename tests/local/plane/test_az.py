"""The `az` command line, as its users would set it up, against the local plane."""

import json
import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.home import cache
from tests.local.plane.harness import Process

pytestmark = [pytest.mark.local, pytest.mark.slow]

ADMINISTRATOR = "Key Vault Administrator"


class Az:
    """az in a configuration folder of its own."""

    def __init__(self, folder: Path, plane: Process) -> None:
        self.settings = plane.settings()
        self._environment = {**os.environ, **self.settings, "AZURE_CONFIG_DIR": str(folder)}
        self._environment["AZURE_CORE_COLLECT_TELEMETRY"] = "no"
        # The clients' own variables would do behind az's back what the test wants az to do.
        for name in [one for one in self._environment if one.startswith("ARM_") or one == "AZURE_CLIENT_SECRET"]:
            del self._environment[name]

    def __call__(self, *arguments: str) -> Any:
        tool = cache() / "az/bin/az"
        if not tool.exists():
            pytest.fail(f"az is not at {tool}: run `local/setup.sh --with az` to install it.")
        done = subprocess.run(
            [str(tool), *arguments, "-o", "json"], env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"az {' '.join(arguments[:3])}: {done.stderr[-2000:]}"
        return json.loads(done.stdout) if done.stdout.strip() else None


@pytest.fixture
def az(process: Process, tmp_path: Path) -> Iterator[Az]:
    process.start()
    tool, url = Az(tmp_path, process), f"https://localhost:{process.port}"
    tool("config", "set", "core.instance_discovery=false")
    places = {
        "resource-manager": url,
        "active-directory": url,
        "active-directory-resource-id": "https://management.core.windows.net/",
        "active-directory-graph-resource-id": url,
        "microsoft-graph-resource-id": url,
        "management": url,
    }
    options = [part for name, value in places.items() for part in (f"--endpoint-{name}", value)]
    tool("cloud", "register", "-n", "local", *options, "--suffix-keyvault-dns", f".vault.localhost:{process.port}")
    tool("cloud", "set", "-n", "local")
    client, secret = tool.settings["AZURE_CLIENT_ID"], tool.settings["ARM_CLIENT_SECRET"]
    tool("login", "--service-principal", "-u", client, "-p", secret, "--tenant", tool.settings["AZURE_TENANT_ID"])
    yield tool
    tool("logout")


def test_the_commands_that_people_use(az: Az) -> None:
    az("group", "create", "-n", "azgroup", "-l", "northeurope")
    assert [one["name"] for one in az("group", "list")] == ["azgroup"]
    name = f"az{uuid.uuid4().hex[:12]}"
    options = ("--enable-rbac-authorization", "true", "--no-self-perms", "-l", "northeurope")
    vault = az("keyvault", "create", "-n", name, "-g", "azgroup", *options)
    principal = az("ad", "sp", "show", "--id", az.settings["AZURE_CLIENT_ID"])["id"]
    who = ("--assignee-object-id", principal, "--assignee-principal-type", "ServicePrincipal")
    az("role", "assignment", "create", "--role", ADMINISTRATOR, *who, "--scope", vault["id"])
    az("keyvault", "secret", "set", "--vault-name", name, "-n", "one", "--value", "hello")
    assert az("keyvault", "secret", "show", "--vault-name", name, "-n", "one")["value"] == "hello"
    assert [one["name"] for one in az("resource", "list")] == [name]
    assert az("postgres", "flexible-server", "list") == []
    az("group", "delete", "-n", "azgroup", "--yes")
    assert az("group", "list") == []
