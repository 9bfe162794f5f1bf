"""A Pulumi project of a test's own: write a program, run the engine, look at the state and at the control plane."""

import json
import os
import subprocess
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from local import lifecycle, stack
from local.home import CLONE, Home
from local.provider.arm import Arm
from local.provider.connection import Connection, connect

STACK = "dev"
IMPORTS = """\
import pulumi
from pulumi import Output, ResourceOptions, export
from pulumi_azure_native import authorization, keyvault, network, resources, storage
"""


@dataclass(frozen=True)
class Plane:
    home: Home

    @cached_property
    def variables(self) -> dict[str, str]:
        """Without the options for the estate's own stack: these programs are none of it."""
        found = lifecycle.variables(self.home, "local")
        return {name: value for name, value in found.items() if not name.startswith(("PULUMI_OPTION_", "PULUMI_STACK"))}

    @cached_property
    def connection(self) -> Connection:
        return connect({}, self.variables)

    @cached_property
    def arm(self) -> Arm:
        return Arm(self.connection)

    def fault(self, **fault: Any) -> None:
        """Order a fault: method, type, count, fault ..."""
        self._local("POST", fault)

    def no_faults(self) -> None:
        self._local("DELETE")

    def _local(self, method: str, body: Any = None) -> None:
        connection = self.arm.connection
        headers = {"Authorization": f"Bearer {connection.token()}"}
        connection.http.request(method, "/local/faults", json=body, headers=headers).raise_for_status()


@dataclass
class Workbench:
    plane: Plane
    folder: Path
    name: str = field(default_factory=lambda: f"t{uuid.uuid4().hex[:8]}")

    def __post_init__(self) -> None:
        runtime = {"name": "python", "options": {"virtualenv": str(CLONE / ".venv")}}
        (self.folder / "Pulumi.yaml").write_text(yaml.safe_dump({"name": self.name, "runtime": runtime}))
        self.pulumi("stack", "init", STACK)

    def program(self, text: str) -> "Workbench":
        (self.folder / "__main__.py").write_text(IMPORTS + text)
        return self

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(stack.binary(self.plane.home)), *arguments, "--non-interactive", "--color", "never"],
            cwd=self.folder,
            env={**self.plane.variables, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def pulumi(self, *arguments: str, check: bool = True, **environment: str) -> str:
        process = self.start(*arguments, **environment)
        said, _ = process.communicate(timeout=300)
        assert not check or process.returncode == 0, said
        assert check or process.returncode != 0, said
        return said

    def up(self, *options: str, check: bool = True, **environment: str) -> str:
        return self.pulumi("up", "--yes", "--skip-preview", "--stack", STACK, *options, check=check, **environment)

    def preview(self, *options: str, check: bool = True, **environment: str) -> str:
        return self.pulumi("preview", "--stack", STACK, *options, check=check, **environment)

    def refresh(self, *options: str) -> str:
        return self.pulumi("refresh", "--yes", "--skip-preview", "--stack", STACK, *options)

    def refused(self, text: str, **environment: str) -> str:
        """What a preview of this program says when it fails."""
        return self.program(text).preview(check=False, **environment)

    def export(self) -> str:
        return self.pulumi("stack", "export", "--stack", STACK)

    def resources(self) -> dict[str, dict[str, Any]]:
        """By logical name: what the state says of each azure-native resource."""
        found = json.loads(self.export())["deployment"].get("resources", [])
        return {r["urn"].rpartition("::")[2]: r for r in found if r["type"].startswith("azure-native:")}

    def outputs(self) -> dict[str, Any]:
        return json.loads(self.pulumi("stack", "output", "--json", "--show-secrets", "--stack", STACK))

    def destroy(self) -> None:
        self.plane.no_faults()
        if (self.folder / "__main__.py").exists():
            self.pulumi("cancel", "--yes", "--stack", STACK)
            self.pulumi("destroy", "--yes", "--skip-preview", "--stack", STACK)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
