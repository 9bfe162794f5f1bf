"""What is deployed, as the stack's outputs tell it: the only way in which operations know the estate."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scripts.errors import UserError

CLONE = Path(__file__).resolve().parent.parent
COULD_NOT_VERIFY = 3


class Part(BaseModel):
    """A part of the outputs. Outputs that we don't know are kept out, so the stack may grow."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Server(Part):
    id: str
    name: str
    fqdn: str


class Vault(Part):
    id: str
    name: str
    uri: str


class Storage(Part):
    id: str
    name: str
    blob_url: str = Field(alias="blobUrl")
    content: str
    evidence: str


class Job(Part):
    """The daily dump's job. `identity`: the name of its identity, which is its role in the database."""

    id: str
    identity: str
    principal: str


class Backups(Part):
    """Where the daily dumps go; `key` is the vault's key that wraps their data keys."""

    blob_url: str = Field(alias="blobUrl")
    container: str
    key: str
    job: Job | None = None


class Data(Part):
    """What holds customers' data: a region's first, or a cell. `group` is a resource group's name; ids are ARM ids."""

    group: str
    server: Server
    database: str
    administrator: str
    vault: Vault
    wrapping_key: str = Field(alias="wrappingKey")
    signing_key: str = Field(alias="signingKey")
    storage: Storage
    backup_vault: str = Field(alias="backupVault")
    backup_policy: str = Field(alias="backupPolicy")
    backups: Backups | None = None


class Web(Part):
    """A region's application. `identity` is its role's name in the database, `principal` its object id."""

    app: str
    host: str
    slot_host: str = Field(alias="slotHost")
    identity: str
    principal: str


class Region(Data):
    """One stamp: its own data tier, what its cells share with it, and `cells`."""

    network: str
    restore_subnet: str = Field(alias="restoreSubnet")
    replica: Server | None = None
    workspace: str
    web: Web | None = None
    cells: dict[str, Data] = Field(default_factory=dict)


class Edge(Part):
    """`host` is what users type."""

    profile: str
    endpoint: str
    waf: str
    host: str = ""


class Site(Part):
    """The public pages, which the edge reads."""

    account: str
    blob_url: str = Field(alias="blobUrl")
    container: str


class Measured(Part):
    """The availability tests: a web test's name by what it tests, and the Application Insights that counts them."""

    component: str
    tests: dict[str, str]


class Disclosure(Part):
    contact: str | None = None
    languages: tuple[str, ...] = ("en",)


class Estate(Part):
    """An environment: `regions` by name, `primary` the one that serves."""

    environment: str
    subscription: str
    primary: str
    edge: Edge
    site: Site | None = None
    availability: Measured | None = None
    disclosure: Disclosure | None = None
    regions: dict[str, Region]

    @property
    def home(self) -> Region:
        return self.regions[self.primary]


def parse(outputs: Any, source: str) -> Estate:
    """The estate in `outputs`; UserError names the first output that is missing or wrong."""
    try:
        estate = Estate.model_validate(outputs)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "outputs"
        raise UserError(f"{source}: output {where}: {first['msg']}.", exit_code=COULD_NOT_VERIFY) from None
    if estate.primary not in estate.regions:
        regions = ", ".join(estate.regions)
        raise UserError(
            f"{source}: output primary is {estate.primary}; it must be one of {regions}.", exit_code=COULD_NOT_VERIFY
        )
    return estate


def load(stack: str = "local") -> Estate:
    """The outputs of `stack`, asked of the `pulumi` on PATH; CORDON_ESTATE names a file of them instead."""
    if chosen := os.environ.get("CORDON_ESTATE"):
        try:
            return parse(json.loads(Path(chosen).read_text()), chosen)
        except (OSError, ValueError) as error:
            raise UserError(
                f"CORDON_ESTATE={chosen} can't be read as JSON: {error}.", exit_code=COULD_NOT_VERIFY
            ) from None
    if not (engine := shutil.which("pulumi")):
        raise UserError(
            "No `pulumi` on PATH, so the stack's outputs can't be read; set PATH, or name a file in CORDON_ESTATE.",
            exit_code=COULD_NOT_VERIFY,
        )
    command = [engine, "stack", "output", "--json", "--stack", stack, "--cwd", str(CLONE)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        reason = (answer.stderr.strip() or answer.stdout.strip()).splitlines() or ["no reason given"]
        raise UserError(f"Stack {stack} has no outputs to read: {reason[-1]}", exit_code=COULD_NOT_VERIFY)
    return parse(json.loads(answer.stdout), f"stack {stack}")
