"""What a data plane asks of the certificate authority; `local/ca.py` is one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol


class Authority(Protocol):
    def issue(self, name: str, hosts: Sequence[str]) -> tuple[Path, Path]:
        """Certificate and key (PEM files) for these host names and IP addresses; the same pair when asked again."""
        ...
