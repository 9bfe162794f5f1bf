"""What `make up` and `make status` print: the estate, with links, and the processes behind it."""

from collections.abc import Container
from contextlib import suppress
from pathlib import Path
from typing import Any

from pulumi import automation
from rich.console import Console
from rich.table import Table

from local import lifecycle
from local.data.processes import Process
from local.home import Home


def show(home: Home, result: automation.UpResult) -> None:
    """The estate by region, and what to do next."""
    console = Console(highlight=False)
    changes = result.summary.resource_changes or {}
    said = ", ".join(f"{count} {str(kind).removeprefix('OpType.').lower()}" for kind, count in changes.items())
    console.print(f"\n[bold]The estate is up[/]: {said}.\n")
    table = Table(box=None, pad_edge=False)
    for heading in ("region", "what", "name", "where"):
        table.add_column(heading, overflow="fold")
    outputs = {name: output.value for name, output in result.outputs.items()}
    for region, parts in outputs.get("regions", {}).items():
        for row in rows(parts):
            table.add_row(region, *row)
    console.print(table)
    console.print(f"\n  Resource Manager  {lifecycle.describe(home)['url']}")
    console.print("  Next              make drill · make shell · make status · make down\n")


def rows(parts: dict[str, Any]) -> list[tuple[str, str, str]]:
    server, replica, vault, storage = (parts.get(key) for key in ("server", "replica", "vault", "storage"))
    found = [("PostgreSQL", server["name"], f"{server['fqdn']}:5432")] if server else []
    found += [("replica", replica["name"], f"{replica['fqdn']}:5432")] if replica else []
    found += [("Key Vault", vault["name"], vault["uri"])] if vault else []
    found += [("storage", storage["name"], storage["blobUrl"])] if storage else []
    return found


def processes(home: Home) -> None:
    """Every process of this environment, with its proportional memory in MiB."""
    table = Table(box=None, pad_edge=False)
    for heading in ("process", "id", "MiB"):
        table.add_column(heading, justify="left" if heading == "process" else "right")
    total = 0
    known = [Process(home, pid_file.stem) for pid_file in sorted(home.run.glob("*.pid"))]
    own = {process.pid for process in known if process.pid}
    for process in known:
        used = sum(map(memory, family(process.pid, own - {process.pid}))) if process.pid else 0
        total += used
        table.add_row(process.name, str(process.pid or "stopped"), f"{used / 2**20:,.0f}")
    table.add_row("all", "", f"{total / 2**20:,.0f}")
    Console(highlight=False).print(table)


def family(pid: int, others: Container[int] = ()) -> list[int]:
    """The process and its descendants, but for `others` and theirs, which are counted on their own."""
    below: list[str] = []
    for thread in Path(f"/proc/{pid}/task").glob("*"):  # a child belongs to the thread that started it
        with suppress(OSError):
            below += (thread / "children").read_text().split()
    return [pid, *(member for child in map(int, below) if child not in others for member in family(child, others))]


def memory(pid: int) -> int:
    """Proportional set size in bytes: shared pages are divided among those who share them."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) * 1024
