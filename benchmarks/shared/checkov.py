"""checkov over the same resources, as an ARM template of the bodies that the provider would send."""

import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.shared.packs import resources
from local import tools
from local.types.table import table
from policies.wire.template import template

OPTIONS = ("--framework", "arm", "--skip-download", "--quiet", "--compact", "-o", "json", "--file")


def checkov(size: int) -> tuple[int, float]:
    """How many resources it was shown, and seconds of wall. Types that the local table lacks are left out."""
    known = [(kind, each) for token, each in resources(size) if (kind := table().by_token(token))]
    wire = [
        {
            "id": _id(kind.arm, f"r{number}"),
            "type": kind.arm,
            "apiVersion": kind.api_version,
            "body": kind.to_body(properties),
        }
        for number, (kind, properties) in enumerate(known)
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.json"
        file.write_text(template(wire).text)
        program = tools.install("scan") / "bin/checkov"
        began = time.perf_counter()
        subprocess.run([str(program), *OPTIONS, str(file)], capture_output=True, check=False)
        return len(wire), time.perf_counter() - began


def _id(kind: str, name: str) -> str:
    """checkov drops a second resource of one type and name."""
    provider, *types = kind.split("/")
    return "/".join(("/subscriptions/s/resourceGroups/g/providers", provider, *(f"{one}/{name}" for one in types)))
