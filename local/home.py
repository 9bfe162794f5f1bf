"""Where the local environment keeps what it makes: one folder a clone, outside the clone, removed by `make down`."""

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Home:
    """Paths below `root`. Folders are made on first use by whoever writes into them."""

    root: Path

    @property
    def ca(self) -> Path:
        """The certificate authority: `ca.pem` (public), `ca.key`, `issued/`."""
        return self.root / "ca"

    @property
    def ca_file(self) -> Path:
        return self.ca / "ca.pem"

    @property
    def state(self) -> Path:
        """The control plane's SQLite database."""
        return self.root / "plane.db"

    @property
    def env_file(self) -> Path:
        """`NAME=value` lines (mode 0600): the settings by which clients find this environment instead of Azure."""
        return self.root / "env"

    @property
    def run(self) -> Path:
        """`<process>.pid` files: process id and start time of each process of ours."""
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def postgres(self) -> Path:
        """One folder a flexible server; owned by the unprivileged user."""
        return self.root / "postgres"

    @property
    def storage(self) -> Path:
        """One Azurite folder a storage account."""
        return self.root / "storage"

    @property
    def pulumi(self) -> Path:
        """PULUMI_HOME: plugins and credentials, apart from the user's own."""
        return self.root / "pulumi"

    @property
    def pulumi_state(self) -> Path:
        """The file backend."""
        return self.root / "state"


def home() -> Home:
    """The environment named by CORDON_HOME, else this clone's own.

    PostgreSQL refuses to run as root, and its unprivileged user can't enter root's home folder: root gets /var/lib.
    """
    if chosen := os.environ.get("CORDON_HOME"):
        return Home(Path(chosen).resolve())
    clone = hashlib.sha256(str(CLONE).encode()).hexdigest()[:8]
    if os.geteuid() == 0:
        return Home(Path("/var/lib/cordon") / clone)
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state"
    return Home(Path(base) / "cordon" / clone)


def cache() -> Path:
    """Built and downloaded tools, shared by all clones, kept by `make down`: CORDON_CACHE, else the user's cache."""
    if chosen := os.environ.get("CORDON_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cordon"


def database_user() -> pwd.struct_passwd:
    """Who runs PostgreSQL: `postgres` where we are root, else ourselves."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
