"""The Pulumi engine: the one on PATH where it is recent enough, else built from its Go module and kept in the cache."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from local.home import cache
from local.setup_error import SetupError

VERSION = "3.250.0"
HERE = Path(__file__).parent
COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"


def installed() -> Path | None:
    """The user's own `pulumi`, if it is at least VERSION and comes with its Python language host."""
    found = shutil.which("pulumi")
    if not found or not shutil.which("pulumi-language-python", path=f"{Path(found).parent}:{os.environ['PATH']}"):
        return None
    answer = subprocess.run([found, "version"], capture_output=True, text=True, check=False).stdout
    numbers = re.match(r"v?(\d+)\.(\d+)\.(\d+)", answer)
    recent = numbers and tuple(map(int, numbers.groups())) >= tuple(map(int, VERSION.split(".")))
    return Path(found) if recent else None


def built() -> Path:
    """Where the engine built from this folder's `go.mod` and `go.sum` is kept, whether or not it is there yet.

    Named by content, so that every clone with the same pins finds the same build.
    """
    content = hashlib.sha256()
    for pin in (HERE / "go.mod", HERE / "go.sum"):
        content.update(pin.read_bytes())
    return cache() / f"engine-{VERSION}-{content.hexdigest()[:12]}" / "pulumi"


def engine() -> Path:
    """The engine to run. Raises SetupError where there is none yet."""
    if found := installed():
        return found
    if (kept := built()).exists():
        return kept
    raise SetupError(f"pulumi: none of version {VERSION} or newer on PATH and none built yet; run `make setup`.")


def build(progress: Callable[[int, int], None]) -> Path:
    """Build the engine unless it is there. Takes minutes on a cold machine; `progress` gets (packages done, of all).

    Raises SetupError when Go is missing or the build fails.
    """
    target = built()
    if target.exists():
        return target
    if not shutil.which("go"):
        raise SetupError(f"go: not found; install Go 1.25 or newer, or pulumi {VERSION} or newer, and run this again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}")
    flags = f"-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version={VERSION}"
    command = ["go", "build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", str(partial), COMMAND]
    listed = subprocess.run(["go", "list", "-deps", COMMAND], cwd=HERE, capture_output=True, text=True, check=False)
    said: list[str] = []
    with subprocess.Popen(command, cwd=HERE, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr or ():
            said.append(line.rstrip())
            progress(len(said), len(listed.stdout.splitlines()))
    if process.returncode:
        partial.unlink(missing_ok=True)
        raise SetupError(f"go build of pulumi {VERSION} failed: {' '.join(said[-3:])}")
    partial.rename(target)
    return target
