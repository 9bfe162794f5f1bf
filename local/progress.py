"""Progress of long steps: what, how far, how long. A live line on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

Report = Callable[[int, int], None]
"""Takes (done, of all); 0 of all where nobody can know."""


class Steps:
    """A list of steps, each shown while it runs and kept with its duration when it is done."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )

    def __enter__(self) -> "Steps":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, what: str, total: int | None = None) -> Generator[Report]:
        """Show `what` until the block ends; the block may call the report with (done, of all)."""
        started = time.monotonic()
        if not self.console.is_terminal:
            self.console.print(f"… {what}", highlight=False, soft_wrap=True)
        task = self._progress.add_task(what, total=total)
        count = 0

        def report(done: int, of: int) -> None:
            nonlocal count
            count = done
            self._progress.update(task, completed=done, total=of or None)

        try:
            yield report
        except BaseException:
            self._finish(task, "[red]✗", what, started, count)
            raise
        self._finish(task, "[green]✓", what, started, count)

    def _finish(self, task: TaskID, mark: str, what: str, started: float, count: int) -> None:
        self._progress.remove_task(task)
        number = f" · {count:,}" if count else ""
        seconds = time.monotonic() - started
        self.console.print(f"{mark}[/] {what}[dim]{number} · {seconds:.1f} s[/]", highlight=False, soft_wrap=True)
