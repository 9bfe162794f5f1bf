"""The plane itself: state, identities, behaviours and workers, wired together."""

from __future__ import annotations

import importlib
import pkgutil
import threading
import uuid
from collections.abc import Callable

import structlog

import local.behaviours
from local.ca import authority
from local.home import Home
from local.plane import work
from local.plane.behaviour import Behaviour, Body
from local.plane.catalogue import Catalogue
from local.plane.faults import Faults
from local.plane.messages import merge
from local.plane.operations import Operation, Operations
from local.plane.policy import Policies
from local.plane.principals import Principal, Principals
from local.plane.rbac import ASSIGNMENTS, DEFINITIONS, Access
from local.plane.store import Store, now
from local.plane.tokens import MANAGEMENT, Tokens
from local.plane.vault_store import VaultStore
from local.types.table import table

log = structlog.get_logger()

OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
OPERATOR = "cordon-operator"


class Plane:
    """What behaviours see of the plane. `url` and `port` are set once it listens."""

    def __init__(self, home: Home, *, port: int, rehearsal: bool = False, delay: float = 0.05) -> None:
        self.home, self.port, self.rehearsal = home, port, rehearsal
        self.url = f"https://localhost:{port}"
        self.ca = authority(home)
        self.store = Store(home.state)
        self.tenant = self._setting("tenant")
        self.subscription = self._setting("subscription")
        self.tokens = Tokens(home.root / "keys", self.tenant)
        self.principals = Principals(self.store)
        self.vaults = VaultStore(self.store, home.root / "keys")
        self.access = Access(self.store)
        self.policies = Policies(self.store)
        self.catalogue = Catalogue(table())
        self.faults = Faults()
        self.started = threading.Event()
        self.stopping = threading.Event()
        self.operations = Operations(self.store, self._perform, delay)
        self.behaviours = self._discover()
        self.routes = {key: route for one in self.behaviours.values() for key, route in one.routes.items()}
        self._gates = tuple(threading.Lock() for _ in range(256))
        self._operator()

    @property
    def management_audiences(self) -> tuple[str, ...]:
        return (*MANAGEMENT, self.url)

    @property
    def audiences(self) -> tuple[str, ...]:
        """Resources of our own that tokens can be asked for: Resource Manager's and Key Vault's."""
        return (self.url, f"https://vault.localhost:{self.port}", f"https://graph.localhost:{self.port}")

    def behaviour(self, type: str) -> Behaviour | None:
        return self.behaviours.get(type.lower())

    def skips(self, behaviour: Behaviour) -> bool:
        return self.rehearsal and behaviour.needs_data_plane

    def update(self, resource_id: str, properties: Body) -> None:
        """Merge read-only properties into a stored resource; nothing happens where it has gone."""
        with self.store.transaction():
            body = self.store.get(resource_id)
            if body is None:
                return
            body["properties"] = merge(body.get("properties") or {}, properties)
            self.store.put(body, merge(self.store.outputs(resource_id), properties))

    def background(self, work: Callable[[], None]) -> threading.Thread:
        """Run `work` in a thread that ends with the plane; it should watch `plane.stopping`."""
        thread = threading.Thread(target=work, name=getattr(work, "__name__", "background"), daemon=True)
        thread.start()
        return thread

    def start(self) -> None:
        """Bring the data planes back up, in the order they were made, then take up unfinished operations."""
        for body in self.store.list():
            behaviour = self.behaviour(body["type"])
            if behaviour is None or self.skips(behaviour) or self.stopping.is_set():
                continue
            try:
                behaviour.start(body)
            except Exception:
                log.exception("start failed", resource=body["id"])
        if not self.stopping.is_set():
            self.operations.resume()
        self.started.set()

    def stop(self) -> None:
        self.stopping.set()
        self.operations.close()
        for body in reversed(self.store.list()):
            behaviour = self.behaviour(body["type"])
            if behaviour is None or self.skips(behaviour):
                continue
            try:
                behaviour.stop(body)
            except Exception:
                log.exception("stop failed", resource=body["id"])

    def _discover(self) -> dict[str, Behaviour]:
        """One instance of each Behaviour class that a module of `local.behaviours` defines."""
        found: dict[str, Behaviour] = {}
        for module in pkgutil.iter_modules(local.behaviours.__path__, "local.behaviours."):
            for item in vars(importlib.import_module(module.name)).values():
                if isinstance(item, type) and issubclass(item, Behaviour) and item.__module__ == module.name:
                    if not item.__dict__.get("type"):
                        continue  # a base class of some module's own
                    if item.type.lower() in found:
                        raise RuntimeError(f"{module.name}: a second behaviour for {item.type}")
                    found[item.type.lower()] = item(self)
        return found

    def _setting(self, name: str) -> str:
        return self.store.meta(name) or str(self.store.meta(name, str(uuid.uuid4())))

    def gate(self, resource_id: str) -> threading.Lock:
        """Held while a request changes the resource: two writers of one id follow each other."""
        return self._gates[hash(resource_id.lower()) % len(self._gates)]

    @property
    def operator(self) -> Principal:
        """The principal that the environment's file names: `cordon-operator`."""
        found = self.principals.by_object(str(self.store.meta("operator")))
        assert found is not None
        return found

    def _operator(self) -> None:
        """First start: the operator is Owner of the subscription, as whoever bought it is."""
        if self.store.meta("operator"):
            return
        with self.store.transaction():
            # A rehearsal says beforehand whom it stands in for. The secret is made where it is written down.
            object_id, client_id = (self.store.meta(f"operator.{name}") for name in ("object_id", "client_id"))
            principal, _ = self.principals.add(OPERATOR, object_id=object_id, client_id=client_id)
            self.store.meta("operator", principal.object_id)
            scope, name = f"/subscriptions/{self.subscription}", str(uuid.uuid4())
            properties = {
                "roleDefinitionId": f"{scope}/providers/{DEFINITIONS}/{OWNER}",
                "principalId": principal.object_id,
                "principalType": "ServicePrincipal",
                "scope": scope,
                "createdOn": now(),
                "updatedOn": now(),
            }
            resource_id = f"{scope}/providers/{ASSIGNMENTS}/{name}"
            self.store.put({"id": resource_id, "name": name, "type": ASSIGNMENTS, "properties": properties}, {})

    def _perform(self, operation: Operation) -> None:
        work.perform(self, operation)
