"""Components' tests run them under Pulumi's own mocks."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # for `recording`, which tests of stacks use too
