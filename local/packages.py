"""What the local environment needs from Debian, and how it is brought in."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from local.setup_error import SetupError


@dataclass(frozen=True)
class Package:
    name: str
    proof: str  # a file that is there once the package is

    @property
    def present(self) -> bool:
        return any(Path("/").glob(self.proof.lstrip("/")))


PACKAGES = (
    Package("postgresql-15", "/usr/lib/postgresql/15/bin/initdb"),
    Package("postgresql-15-pgaudit", "/usr/share/postgresql/15/extension/pgaudit.control"),
    # Lets administrators who are no superusers create the extensions that azure.extensions lists.
    Package("postgresql-15-pgextwlist", "/usr/lib/postgresql/15/lib/pgextwlist.so"),
    Package("pgbackrest", "/usr/bin/pgbackrest"),
    # Makes *.localhost resolve to the loopback, so that each vault has a host name of its own.
    Package("libnss-myhostname", "/usr/lib/*/libnss_myhostname.so.2"),
)


def missing() -> list[Package]:
    return [package for package in PACKAGES if not package.present]


def install(packages: list[Package]) -> None:
    """Install with apt-get, as root or by sudo. Raises SetupError with the command to run where neither is possible."""
    names = [package.name for package in packages]
    if not shutil.which("apt-get"):
        raise SetupError(f"{names[0]}: not found, and this is not Debian; install {', '.join(names)} yourself.")
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not shutil.which("sudo"):
        raise SetupError(f"{names[0]}: not found; as root, run: apt-get install {' '.join(names)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "--no-install-recommends", *names]):
        done = subprocess.run([*prefix, *command], capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()[-1:]
            raise SetupError(f"{' '.join(command)} failed: {' '.join(said)}")
