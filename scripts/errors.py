"""A mistake or a state that the user can do something about: told in one sentence, never as a traceback."""


class UserError(Exception):
    """`exit_code` is the process's; the message is one sentence that names the field, the value and what is allowed."""

    def __init__(self, message: str, *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code
