"""A plane for tests: in this process for speed, or as a process of its own where that is the point."""

import asyncio
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from local.home import CLONE, Home
from local.plane.app import application
from local.plane.plane import Plane
from local.plane.principals import Principal
from local.plane.tokens import MANAGEMENT

VERSION = "2024-03-01"


class InProcess:
    """A plane and a client of it; `call` answers when a long-running operation has ended."""

    def __init__(self, home: Home) -> None:
        self.plane = Plane(home, port=8443, rehearsal=True, delay=0)
        self.plane.start()
        self._transport = httpx.ASGITransport(application(self.plane))
        self._client = httpx.AsyncClient(transport=self._transport, base_url=self.plane.url)
        self._runner = asyncio.Runner()
        self.scope = f"/subscriptions/{self.plane.subscription}"

    def close(self) -> None:
        self._runner.close()
        self.plane.stop()
        self.plane.store.close()

    def token(self, principal: Principal | None = None, audience: str = MANAGEMENT[0], lifetime: int = 3600) -> str:
        return self.plane.tokens.mint((principal or self.plane.operator).subject, audience, lifetime=lifetime)

    def send(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """One request as the operator, or with the `token` given; `version` None leaves the api-version out."""
        headers = {"Authorization": f"Bearer {options.pop('token', None) or self.token()}"} | options.pop("headers", {})
        query = options.pop("query", {})
        if (version := options.pop("version", VERSION)) is not None:
            query = {"api-version": version} | query
        url = path if path.startswith(("http", "/local", "/metadata")) else self.path(path)
        return self.raw(method, url, json=body, headers=headers, params=query or None, **options)

    def raw(self, method: str, url: str, **options: Any) -> httpx.Response:
        """One request, as it is."""
        return self._runner.run(self._client.request(method, url, **options))

    def path(self, path: str) -> str:
        return path if path.startswith(("/subscriptions", "/tenants", "/providers")) else self.scope + path

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """As `send`, and wait for the end of an operation; its final status and error are the answer's."""
        answer = self.send(method, path, body, **options)
        if "azure-asyncoperation" not in answer.headers:
            return answer
        url = answer.headers["location"]
        while (result := self.send("GET", url, version=None)).status_code == 202:
            time.sleep(0.005)
        return result

    def make(self, path: str, body: Any, **options: Any) -> dict[str, Any]:
        """PUT that has to succeed; the resource."""
        answer = self.call("PUT", path, body, **options)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def group(self, name: str, location: str = "northeurope") -> str:
        self.make(f"/resourceGroups/{name}", {"location": location})
        return f"{self.scope}/resourceGroups/{name}"


def code(answer: httpx.Response) -> tuple[int, str]:
    """Status and Azure's error code, to compare in one go."""
    return answer.status_code, answer.json()["error"]["code"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@dataclass
class Process:
    """The plane as users run it, on a port of its own; `kill` is kill -9."""

    home: Home
    port: int = field(default_factory=free_port)
    delay: float = 0.05
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        (self.home.root / "plane.json").unlink(missing_ok=True)
        command = [sys.executable, "-m", "local.plane", "serve", "--rehearsal"]
        command += ["--port", str(self.port), "--delay", str(self.delay)]
        environment = {**os.environ, "CORDON_HOME": str(self.home.root), "PYTHONPATH": str(CLONE)}
        with (self.home.root / "plane.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=CLONE)
        until = time.monotonic() + 60
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError((self.home.root / "plane.log").read_text()[-3000:])
            time.sleep(0.05)

    def ready(self) -> bool:
        if not (self.home.root / "plane.json").exists():
            return False
        try:
            return self.http().get("/local/identity").json()["started"]
        except (httpx.TransportError, json.JSONDecodeError):
            return False

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def settings(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.home.env_file.read_text().splitlines())

    def http(self, token: str = "") -> httpx.Client:
        context = ssl.create_default_context(cafile=self.home.ca_file)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=f"https://localhost:{self.port}", verify=context, headers=headers, timeout=30)

    def token(self) -> str:
        known = self.settings()
        form = {
            "grant_type": "client_credentials",
            "client_id": known["AZURE_CLIENT_ID"],
            "client_secret": known["AZURE_CLIENT_SECRET"],
            "scope": "https://management.azure.com/.default",
        }
        answer = self.http().post(f"/{known['AZURE_TENANT_ID']}/oauth2/v2.0/token", data=form)
        return answer.json()["access_token"]
