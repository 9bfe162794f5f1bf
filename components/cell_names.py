"""What cells are called: short, because it becomes part of names that Azure limits to 24 characters."""

import re

NAME = re.compile(r"c([2-9]|[1-9][0-9])")


def check(cell: str) -> str:
    """The cell's name; ValueError in one sentence for another."""
    if not NAME.fullmatch(cell):
        raise ValueError(
            f"cell {cell!r} is not allowed; allowed are c2 to c99, the first being the region's own data tier."
        )
    return cell
