"""A foreign program run under Pulumi's own test monitor: prints what it asks for, as JSON in the last line.

Packages of other providers that aren't here are stood in for by one that takes everything; of the answers that programs
take apart, those below are given.
"""

import asyncio
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import runpy
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.stack import run_pulumi_func

SECRET = {"name": "one", "keyName": "one", "value": "e30=", "permissions": "Full", "connectionString": "e30="}
CALLS = {
    "StorageAccountKeys": {"keys": [SECRET]},
    "Credentials": {"kubeconfigs": [SECRET], "username": "u", "passwords": [SECRET]},
    "ConnectionStrings": {"connectionStrings": [SECRET]},
    "SharedKeys": {"primarySharedKey": "e30=", "secondarySharedKey": "e30="},
    "getClientConfig": {"subscriptionId": "s", "tenantId": "t", "objectId": "o", "clientId": "c"},
}
SHOWN = {"primaryEndpoints": dict.fromkeys(("web", "blob", "dfs", "file", "queue", "table"), "https://account/")}
RENAMED = {  # modules that azure-native 3 has under another name
    "pulumi_azure_native.insights": ("pulumi_azure_native.applicationinsights", "pulumi_azure_native.monitor"),
    "pulumi_azure_native.documentdb": ("pulumi_azure_native.cosmosdb",),
}
GONE = {  # enums that azure-native has lost or renamed since; their members stand for themselves
    "containerservice": ("ContainerServiceVMSizeTypes",),
    "network": ("IpAllocationMethod",),
}
HERE = "/subscriptions/s/resourceGroups/g/providers"


class _Module(type(pulumi.Output)):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return Anything


class Anything(pulumi.Output[str], metaclass=_Module):
    """A value of a package that isn't here: a word whose every attribute is such a word, and callable."""

    def __init__(self, *args: Any, **more: Any) -> None:
        def now(value: Any) -> asyncio.Future[Any]:
            future: asyncio.Future[Any] = asyncio.get_event_loop().create_future()
            future.set_result(value)
            return future

        super().__init__(now(set()), now("ssh-rsa AAAA"), now(True))

    def __getattr__(self, item: str) -> Any:
        if item.startswith("__"):
            raise AttributeError(item)
        return Anything()

    def __call__(self, *args: Any, **more: Any) -> "Anything":
        return Anything()


class Words:
    """An enum of which every member is its own name."""

    def __getattr__(self, name: str) -> str:
        return name.title().replace("_", "")


class Elsewhere(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds, after all others have failed, the packages that aren't here."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name.startswith("pulumi_") and (name in RENAMED or not name.startswith("pulumi_azure_native")):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = ModuleType(spec.name)
        homes = [importlib.import_module(home) for home in RENAMED.get(spec.name, ())]

        def attribute(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return next((getattr(home, name) for home in homes if hasattr(home, name)), Anything)

        vars(module)["__getattr__"] = attribute
        return module

    def exec_module(self, module: ModuleType) -> None:
        pass


class Recorder(Mocks):
    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        path = f"{HERE}/{args.typ}/{args.name}"
        self.seen.append({"type": args.typ, "name": args.name, "id": path, "inputs": args.inputs})
        return path, {"name": args.name, "location": "westeurope", **SHOWN, **args.inputs}

    def call(self, args: MockCallArgs) -> Any:
        return next((answer for part, answer in CALLS.items() if part in args.token), {})


def answer_configuration() -> None:
    """Whatever a program requires and isn't configured is a word, or a number where it asks for one."""
    for name in ("require", "require_secret", "require_int", "require_bool", "require_object"):
        original = getattr(pulumi.Config, name)

        def asked(self: Any, key: str, *rest: Any, original: Any = original, **more: Any) -> Any:
            try:
                return original(self, key, *rest, **more)
            except pulumi.ConfigMissingError:
                return 1 if "int" in original.__name__ else "configured"

        setattr(pulumi.Config, name, asked)


def main() -> None:
    program, recorder = Path(sys.argv[1]).resolve(), Recorder()
    sys.meta_path.append(Elsewhere())
    answer_configuration()
    for module, names in GONE.items():
        for name in names:
            setattr(importlib.import_module(f"pulumi_azure_native.{module}"), name, Words())
    directory = importlib.machinery.ModuleSpec("pulumi_azuread", None)  # programs are of its several older shapes
    sys.modules["pulumi_azuread"] = Elsewhere().create_module(directory)
    asyncio.set_event_loop(asyncio.new_event_loop())
    set_mocks(recorder, project="corpus", stack="corpus", preview=False)
    os.chdir(program)
    sys.path.insert(0, str(program))

    def start() -> None:
        runpy.run_path(str(program / "__main__.py"), run_name="__main__")

    async def run() -> None:
        await run_pulumi_func(start)

    asyncio.get_event_loop().run_until_complete(run())
    sys.stdout.write("\n" + json.dumps(recorder.seen, default=str) + "\n")


if __name__ == "__main__":
    main()
