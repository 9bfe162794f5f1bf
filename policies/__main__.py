"""The policy pack, as `pulumi preview --policy-pack policies` starts it."""

import sys
from pathlib import Path

# Pulumi puts this folder on the path; the rules are found as the package `policies`, from the folder above.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parent), *(each for each in sys.path if Path(each).resolve() != HERE)]

from policies.engine.pack import serve  # noqa: E402  the path must be set first

serve()
