"""What set-up says when it can't go on."""


class SetupError(Exception):
    """One sentence: which tool or setting, and what to do about it."""
