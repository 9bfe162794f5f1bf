"""Numbers as regular expressions: Front Door's firewall compares lengths by number, and headers only by text."""

BYTES_PER_MEGABYTE = 1_000_000


def longer_than(limit: int) -> str:
    """A regular expression that matches whole numbers above `limit`, as a Content-Length header writes them.

    >>> import re
    >>> [bool(re.search(longer_than(299), text)) for text in ("299", "300", "0300", "1000", "30", "x300")]
    [False, True, True, True, False, False]
    """
    digits = str(limit + 1)  # at least this
    same_length = [
        f"{digits[:place]}{_at_least(int(digit) + 1)}[0-9]{{{len(digits) - place - 1}}}"
        for place, digit in enumerate(digits)
        if digit != "9"
    ]
    longer = f"[1-9][0-9]{{{len(digits)},}}"
    return f"^0*({'|'.join([longer, *same_length, digits])})$"


def _at_least(digit: int) -> str:
    return "9" if digit == 9 else f"[{digit}-9]"
