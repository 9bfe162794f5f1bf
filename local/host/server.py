"""Pulumi's LanguageRuntime service for Python."""

from __future__ import annotations

import os
import platform
import selectors
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from local.host.child import SHOWN
from local.host.children import Child, Children
from local.host.environment import Environment, NoEnvironmentError, environment


class PythonHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Each program and each pack runs in a process of its own; this one only starts, pipes and stops them."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.children = Children()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return language_pb2.LanguageHandshakeResponse()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.children.stop()
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version="0.1.0")

    def About(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        python = _environment(request.info, context).python
        return language_pb2.AboutResponse(executable=str(python), version=platform.python_version())

    def GetRequiredPackages(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        found = [
            plugin_pb2.PackageDependency(name=each.name, kind="resource", version=each.version, server=each.server)
            for each in _environment(request.info, context).plugins()
        ]
        return language_pb2.GetRequiredPackagesResponse(packages=found)

    def GetRequiredPlugins(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        found = [
            plugin_pb2.PluginDependency(name=each.name, kind="resource", version=each.version, server=each.server)
            for each in _environment(request.info, context).plugins()
        ]
        return language_pb2.GetRequiredPluginsResponse(plugins=found)

    def GetProgramDependencies(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        found = sorted(_environment(request.info, context).installed().items(), key=lambda item: item[0].lower())
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=name, version=version) for name, version in found]
        )

    def RuntimeOptionsPrompts(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return language_pb2.RuntimeOptionsResponse()

    def InstallDependencies(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        """Environments are made by `make up`, from a lock; this only says whether that has happened."""
        chosen = _environment(request.info, context)
        version = chosen.installed().get("pulumi")
        if version is None:
            _refuse(context, f"{chosen.python} has no Pulumi SDK; `make up` makes the project's environment.")
        yield language_pb2.InstallDependenciesResponse(
            stdout=f"{chosen.python} has pulumi {version}: nothing to install.\n".encode()
        )

    def Run(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        if request.attach_debugger:
            _refuse(context, "This language host can't start programs under a debugger: leave out --attach-debugger.")
        chosen = _environment(request.info, context)
        program = (Path(request.info.program_directory) / request.info.entry_point).resolve()
        orders = {
            "cwd": request.pwd,
            "path": str(program if program.is_dir() else program.parent),
            "argv": [str(program), *request.args],
            "program": str(program),
            "debug": _debugging(),
            "config": dict(request.config),
            "secret_keys": list(request.configSecretKeys),
            "settings": {
                "monitor": request.monitor_address,
                "engine": self.engine,
                "project": request.project,
                "stack": request.stack,
                "organization": request.organization or "organization",
                "parallel": request.parallel,
                "dry_run": request.dryRun,
                "root_directory": request.info.root_directory,
            },
        }
        if program.is_dir() and not (program / "__main__.py").is_file():
            _refuse(context, f"there is no program at {program}: `__main__.py` is missing.")
        child = self.children.add(Child(chosen.python))
        child.order(orders)
        context.add_callback(child.stop)  # the engine has given up on this run
        code = child.wait()
        self.children.remove(child)
        if code == SHOWN:
            return language_pb2.RunResponse(bail=True)
        error = "" if code == 0 else f"program exited with non-zero exit code: {code}"
        return language_pb2.RunResponse(error=error)

    def RunPlugin(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:  # noqa: N802
        """A policy pack: its output as it comes, then its exit code."""
        chosen = _environment(request.info, context)
        if request.kind != "analyzer":
            _refuse(
                context, f"This language host runs programs and policy packs, not plugins of kind {request.kind!r}."
            )
        pack = request.info.program_directory
        orders = {
            "cwd": request.pwd,
            "path": pack,
            "module": "pulumi.policy",
            "argv": ["pulumi.policy", request.args[0], pack],
        }
        env = dict(each.split("=", 1) for each in request.env)
        child = self.children.add(Child(chosen.python, env=env, output=subprocess.PIPE))
        child.order(orders)
        context.add_callback(child.stop)
        yield from _output(child)
        code = child.wait()
        self.children.remove(child)
        yield language_pb2.RunPluginResponse(exitcode=code)


def _debugging() -> bool:
    """Whether the user asked the engine for debug messages; it doesn't tell its plugins of `--debug`."""
    engine = Path(f"/proc/{os.getppid()}/cmdline").read_bytes().split(b"\0")
    return any(option in engine for option in (b"--debug", b"-d", b"--logflow"))


def _environment(info: Any, context: grpc.ServicerContext) -> Environment:
    try:
        return environment(info.root_directory, json_format.MessageToDict(info.options))
    except NoEnvironmentError as error:
        _refuse(context, str(error))


def _refuse(context: grpc.ServicerContext, sentence: str) -> NoReturn:
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, sentence)
    raise AssertionError(sentence)  # abort has raised already; the type checker doesn't know


def _output(child: Child) -> Iterator[Any]:
    """What the child writes to stdout and stderr, as it comes."""
    selector = selectors.DefaultSelector()
    for name, stream in (("stdout", child.stdout), ("stderr", child.stderr)):
        assert stream
        selector.register(stream, selectors.EVENT_READ, name)
    while selector.get_map():
        for key, _ in selector.select():
            if not (data := os.read(key.fd, 65536)):
                selector.unregister(key.fileobj)
            elif key.data == "stdout":
                yield language_pb2.RunPluginResponse(stdout=data)
            else:
                yield language_pb2.RunPluginResponse(stderr=data)
