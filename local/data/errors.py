"""What goes wrong in a data plane, in one sentence for whoever asked."""

import errno
import os


class DataError(Exception):
    """A data plane could not do what was asked. `code` is the error code that the control plane answers with."""

    def __init__(self, message: str, *, code: str = "InternalServerError") -> None:
        super().__init__(message)
        self.code, self.message = code, message


class RestoreError(DataError):
    """A backup could not be restored, or what came back isn't what was asked for."""

    def __init__(self, message: str) -> None:
        full = os.strerror(errno.ENOSPC) in message  # which says nothing about the backup
        super().__init__(message, code="ServerStorageFull" if full else "RestoreFailed")
