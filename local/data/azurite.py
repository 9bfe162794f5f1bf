"""Azurite from npm: installed once into the cache, run as one process a storage account."""

import base64
import hashlib
import json
import os
import secrets
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path

from azure.storage.blob import BlobServiceClient

from local.data import addresses
from local.data.authority import Authority
from local.data.processes import Process
from local.home import CLONE, Home, cache
from local.setup_error import SetupError

SOURCE = CLONE / "local/azurite"
HEAP_MB = 96  # of Node; blobs are streamed, so this holds the index of some hundred thousand blobs


def installation() -> Path:
    """The folder in the cache that belongs to our lock file, whether or not it is there yet."""
    lock = hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()[:12]
    return cache() / f"azurite-{lock}"


def _program() -> Path:
    return installation() / "node_modules/azurite/dist/src/blob/main.js"


def installed() -> bool:
    return _program().exists() and shutil.which("node") is not None


def install() -> None:
    """`npm ci` of our lock file, whole or not at all. Raises SetupError naming the tool that is missing or failed."""
    for tool, package in (("node", "nodejs"), ("npm", "npm")):
        if not shutil.which(tool):
            raise SetupError(f"{tool}: not found; install Node.js 20 or newer with npm (apt-get install {package}).")
    if installed():
        return
    target = installation()
    new = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCE / name, new / name)
    command = ["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    done = subprocess.run(command, cwd=new, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(new, ignore_errors=True)
        raise SetupError(f"npm ci of Azurite failed: {' '.join(done.stderr.strip().splitlines()[-1:])}")
    shutil.rmtree(target, ignore_errors=True)
    new.rename(target)


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(64)).decode()


@dataclass
class _Kept:
    keys: list[str] = field(default_factory=lambda: [_new_key(), _new_key()])
    hidden: str = field(default_factory=_new_key)  # what the server knows where shared keys are forbidden
    shared_key: bool = True


class Account:
    """One storage account. Its folder in `home.storage` holds the data, its keys (mode 0600) and nothing else."""

    def __init__(self, home: Home, name: str) -> None:
        self.home, self.name = home, name
        self.folder = home.storage / name
        # Sorts after postgres-*: whoever stops everything by name ends the servers before what they archive into.
        self.process = Process(home, f"storage-{name}")

    @property
    def _file(self) -> Path:
        return self.folder / "account.json"

    def _kept(self) -> _Kept:
        """What was kept; made on the first question."""
        if not self._file.exists():
            self._keep(_Kept())
        return _Kept(**json.loads(self._file.read_text()))

    def _keep(self, kept: _Kept) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        addresses.write(self._file, json.dumps(asdict(kept)), mode=0o600)

    @property
    def port(self) -> int:
        return addresses.port(self.home, self.process.name)

    @property
    def url(self) -> str:
        """`https://localhost:PORT/ACCOUNT`: Azurite's form of a blob endpoint."""
        return f"https://localhost:{self.port}/{self.name}"

    @property
    def keys(self) -> list[str]:
        """The two account keys, as `listKeys` shows them."""
        return self._kept().keys

    @property
    def working_key(self) -> str:
        """The key that the server accepts now, whatever the account's setting: for the platform's own use."""
        kept = self._kept()
        return kept.keys[0] if kept.shared_key else kept.hidden

    def start(self, authority: Authority, *, shared_key: bool | None = None) -> None:
        """Make the account if it is new, bring it up and wait until it answers. `shared_key` changes the setting."""
        kept = self._kept()
        if shared_key is not None and kept.shared_key != shared_key:
            self.stop()  # Azurite reads its keys at start
            kept.shared_key = shared_key
        self._keep(kept)
        certificate, key = authority.issue("azurite", ["localhost", "127.0.0.1", "::1"])
        self.process.start(
            ["node", f"--max-old-space-size={HEAP_MB}", "--max-semi-space-size=4", _program(),
             "--blobHost", "127.0.0.1", "--blobPort", str(self.port), "--location", self.folder,
             "--cert", certificate, "--key", key, "--oauth", "basic",
             "--skipApiVersionCheck", "--disableTelemetry", "--silent"],
            environment={
                "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                # In the environment, because a command line can be read by everybody.
                "AZURITE_ACCOUNTS": f"{self.name}:{':'.join(kept.keys if kept.shared_key else [kept.hidden])}",
            },
            folder=self.folder,
        )  # fmt: skip
        self.process.wait(self.answers, seconds=60)

    def answers(self) -> bool:
        context = ssl.create_default_context(cafile=str(self.home.ca_file))
        try:
            urllib.request.urlopen(self.url, timeout=2, context=context)  # noqa: S310 -- https, loopback
        except urllib.error.HTTPError:
            return True  # it speaks; that it refuses an anonymous call is as it should be
        except OSError:
            return False
        return True

    def client(self) -> BlobServiceClient:
        """The official client, with the platform's own sign-in."""
        return BlobServiceClient(
            self.url,
            credential={"account_name": self.name, "account_key": self.working_key},
            connection_verify=str(self.home.ca_file),
        )

    def regenerate(self, which: int) -> list[str]:
        """A new key 0 or 1; the old one stops working."""
        kept = self._kept()
        kept.keys[which] = _new_key()
        self.stop()
        self._keep(kept)
        return kept.keys

    def stop(self) -> None:
        self.process.stop()  # SIGTERM lets Azurite save its index; kill -9 loses its last five seconds

    def delete(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.process.log.unlink(missing_ok=True)
        addresses.release(self.home, self.process.name)
