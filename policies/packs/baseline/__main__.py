"""The rules of one pack: what is critical, and what belongs to no other subject."""

import sys
from pathlib import Path

# Pulumi puts this folder on the path; the rules are found as the package `policies`, three folders up.
HERE = Path(__file__).resolve().parent
sys.path[:] = [str(HERE.parents[2]), *(each for each in sys.path if Path(each).resolve() != HERE)]

from policies.engine.pack import serve  # noqa: E402  the path must be set first

serve(HERE.name)
