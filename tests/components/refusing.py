"""What a component says when it refuses."""

from collections.abc import Callable

from tests.components.recording import record


def refusal(make: Callable[[], object]) -> str:
    """The sentence with which `make`, run as a program, is refused; "" if it isn't."""
    refusals: list[str] = [""]

    def run() -> None:
        try:
            make()
        except ValueError as refused:
            refusals.append(str(refused))

    record(run)
    return refusals[-1]
