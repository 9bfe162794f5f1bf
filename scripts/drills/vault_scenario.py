"""What the scenarios have in common that lose keys and secrets: a vault of the drill's own, set up as the estate's is.

The estate's vault can't be purged: a drill in it would leave deleted keys behind for 90 days, and its loss would stop
the estate. The drill's vault has the same settings, marks to look for, and nothing of anybody's.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.keyvault.keys.crypto import KeyWrapAlgorithm
from azure.mgmt.keyvault import models as keyvault

from scripts.drills import copies, grants
from scripts.drills.canaries import Canary, genuine, mark
from scripts.drills.drill import Drill
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.journal import MARK
from scripts.drills.resources import group_of, name_of, short, vaults
from scripts.drills.scenario import Moment, Scenario, Subject

SECRET, KEY = "canary", "tenant-data"
WRAP = KeyWrapAlgorithm.rsa_oaep_256
GONE_WITHIN = 120  # seconds until a deletion shows


@dataclass(frozen=True)
class Wrapped:
    """A data key under one version of the key: only its hash is kept in the clear."""

    key_id: str
    wrapped: bytes
    sha256: str


@dataclass
class DrillVault:
    """The vault, and what was put into it."""

    drill: Drill
    id: str
    region: str
    uri: str = ""
    hmac_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    canaries: list[Canary] = field(default_factory=list)
    wrapped: list[Wrapped] = field(default_factory=list)

    @property
    def keys(self) -> Any:
        return self.drill.azure.keys(self.uri)

    @property
    def secrets(self) -> Any:
        return self.drill.azure.secrets(self.uri)

    def write_canary(self) -> None:
        number, at, nonce = len(self.canaries) + 1, datetime.now(UTC), secrets.token_bytes(16)
        canary = Canary(number, at, nonce, mark(self.hmac_key, number, at, nonce))
        text = {"sequence": number, "at": at.isoformat(), "nonce": nonce.hex(), "hmac": canary.hmac.hex()}
        self.secrets.set_secret(SECRET, json.dumps(text))
        self.canaries.append(canary)

    def read_canaries(self) -> list[Canary]:
        """All versions that are there and genuine, in order."""
        found = []
        for version in self.secrets.list_properties_of_secret_versions(SECRET):
            text = json.loads(self.secrets.get_secret(SECRET, version.version).value)
            at, nonce = datetime.fromisoformat(text["at"]), bytes.fromhex(text["nonce"])
            canary = Canary(text["sequence"], at, nonce, bytes.fromhex(text["hmac"]))
            if genuine(self.hmac_key, canary):
                found.append(canary)
        return sorted(found, key=lambda one: one.sequence)

    def wrap(self) -> None:
        """A data key under the key's current version."""
        current, bare = str(self.keys.get_key(KEY).id), secrets.token_bytes(32)
        wrapped = self.drill.azure.cryptography(current).wrap_key(WRAP, bare).encrypted_key
        self.wrapped.append(Wrapped(current, wrapped, hashlib.sha256(bare).hexdigest()))

    def opens(self, one: Wrapped, key_id: str | None = None) -> bool:
        """Whether it unwraps to what was wrapped, with the version that wrapped it. Azure's errors pass through."""
        bare = self.drill.azure.cryptography(key_id or one.key_id).unwrap_key(WRAP, one.wrapped).key
        return hashlib.sha256(bare).hexdigest() == one.sha256

    def versions(self) -> list[str]:
        return sorted(str(one.version) for one in self.keys.list_properties_of_key_versions(KEY))


@dataclass
class Recovered:
    """The vault as it came back."""

    drill: Drill
    scenario: Scenario
    vault: DrillVault
    versions_before: list[str]
    also: dict[str, Any] = field(default_factory=dict)

    @property
    def resource(self) -> str:
        return self.vault.id

    @property
    def reaches(self) -> datetime | None:
        found = self.vault.read_canaries()
        return found[-1].written_at if found else None


class VaultScenario(Scenario):
    """A subclass says what is lost and how it comes back. `suffix` tells the vaults of one drill apart."""

    stores = ("keys",)
    needs_marks = False
    method = "loss minus the time of the youngest canary in the vault"
    suffix: str

    def __init__(self) -> None:
        self.vault: DrillVault | None = None
        self.versions: list[str] = []

    @property
    def made(self) -> DrillVault:
        if not self.vault:
            raise UnverifiedError("The drill's vault was not made.")
        return self.vault

    def region(self, drill: Drill) -> str:
        return drill.estate.primary

    def prepare(self, drill: Drill) -> str:
        self.vault = make(drill, f"{short(drill.id)}{self.suffix}", self.region(drill))
        self.vault.keys.create_rsa_key(KEY, size=3072, hardware_protected=True)
        self.vault.write_canary()
        self.vault.wrap()
        self.before_damage(drill)
        self.versions = self.vault.versions()
        return name_of(self.vault.id)

    def before_damage(self, drill: Drill) -> None:
        """What else happens while all is well."""

    def damage(self, drill: Drill) -> Moment:
        self.made.write_canary()
        declared = datetime.now(UTC)
        self.lose(drill)
        return Moment(declared_at=declared)

    def lose(self, drill: Drill) -> None:
        raise NotImplementedError

    def refused_purge(self, purge: Callable[[], object]) -> str:
        """Azure's code for the refusal; nothing where the purge was accepted, which a check then tells."""
        try:
            purge()
        except HttpResponseError as error:
            return refusal_code(error)
        return ""

    def recovered(self, drill: Drill, **also: Any) -> Subject:
        return Recovered(drill, self, self.made, self.versions, also)


def refusal_code(error: HttpResponseError) -> str:
    """The code of a refusal on purpose; anything else (no network, no right to ask) is raised again."""
    code = str(getattr(error.error, "code", None) or "")
    inner = str(getattr(getattr(error.error, "innererror", None) or {}, "get", lambda _: "")("code") or "")
    if error.status_code not in (400, 403, 409) or "Rbac" in inner + str(error) or "Authorization" in code:
        raise error
    return f"{error.status_code} {inner or code or 'refused'}"


def make(drill: Drill, name: str, region: str) -> DrillVault:
    """A vault with the settings of the estate's own, an endpoint and roles for the drill."""
    stamp = drill.estate.regions[region]
    like = vaults(drill.azure).get(group_of(stamp.vault.id), stamp.vault.name)
    within = f"/subscriptions/{drill.estate.subscription}/resourceGroups/{stamp.group}/providers"
    made = DrillVault(drill, f"{within}/Microsoft.KeyVault/vaults/{name}", region)
    drill.journal.write("create", type="vault", id=made.id, region=region)
    put(drill, made, like.properties, keyvault.CreateMode.DEFAULT)
    reach(drill, made)
    return made


def put(drill: Drill, vault: DrillVault, like: Any, mode: keyvault.CreateMode) -> None:
    properties = keyvault.VaultProperties(
        tenant_id=like.tenant_id,
        sku=keyvault.Sku(family=keyvault.SkuFamily.A, name=like.sku.name),
        create_mode=mode,
        enable_rbac_authorization=True,
        enable_soft_delete=True,
        soft_delete_retention_in_days=like.soft_delete_retention_in_days,
        enable_purge_protection=True,
        public_network_access="Disabled",
        network_acls=keyvault.NetworkRuleSet(default_action="Deny", bypass="None"),
    )
    body = keyvault.VaultCreateOrUpdateParameters(
        location=vault.region, tags=drill.source_tags | {MARK: drill.id}, properties=properties
    )
    group, name = group_of(vault.id), name_of(vault.id)
    made = copies.finish(drill, vaults(drill.azure).begin_create_or_update(group, name, body), "vault")
    vault.uri = made.properties.vault_uri


def reach(drill: Drill, vault: DrillVault) -> None:
    """The endpoint and the roles: both go with a vault that is deleted, and don't come back with it."""
    copies.endpoint(drill, vault.id, vault.region, f"drill-{drill.id}-{name_of(vault.id)[-3:]}-pe", "vault")
    for role in (grants.KEYS, grants.SECRETS):
        grants.grant(drill, vault.id, role)
    grants.in_force(drill, lambda: list(vault.keys.list_properties_of_keys()))
    grants.in_force(drill, lambda: list(vault.secrets.list_properties_of_secrets()))


def until_gone(drill: Drill, asked: Any) -> None:
    """Ask until it is not found: a deletion that hasn't shown yet is no loss."""
    deadline = time.monotonic() + GONE_WITHIN
    while time.monotonic() < deadline:
        drill.check_interrupted()
        try:
            asked()
        except ResourceNotFoundError:
            return
        time.sleep(0.5)
    raise UnverifiedError(f"What was deleted could still be read after {GONE_WITHIN} s.")
