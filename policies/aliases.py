"""Which of the aliases that our Azure Policy definitions read exist in Azure, and which property each stands for.

`aliases.json` holds those that were found. Azure refuses a definition with an alias that doesn't exist, so a test holds
the definitions to the file. To look again, after a rule has a new alias:

python -m policies.aliases <folder of jeircul/azure-policy-aliases, the answers of Get-AzPolicyAlias> <its commit>
"""

import json
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from policies.engine.azure import AzurePolicy, fields
from policies.engine.discovery import rules

FILE = Path(__file__).with_name("aliases.json")
LINE = re.compile(r"\| `([^`]+)` \| `([^`]+)` \|")


@cache
def verified() -> dict[str, str]:
    """Path in the resource's body by alias, in lower case."""
    return {alias.lower(): path for alias, path in json.loads(FILE.read_text())["aliases"].items()}


def used(gate: object) -> list[str]:
    """The aliases of a rule's definition; fields such as `location` aren't any."""
    if not isinstance(gate, AzurePolicy):
        return []
    return sorted({name for name in fields(gate.condition) if "/" in name})


def unverified(gate: object) -> list[str]:
    return [alias for alias in used(gate) if alias.lower() not in verified()]


def listed(folder: Path) -> dict[str, str]:
    """Every alias in the tables of a folder of Markdown, in lower case, with its path."""
    lines = (line for file in folder.rglob("*.md") for line in file.read_text().splitlines())
    return {match[2].lower(): match[1] for line in lines if (match := LINE.fullmatch(line.strip()))}


def find(wanted: Iterable[str], folder: Path) -> dict[str, str]:
    known = listed(folder)
    return {alias: known[alias.lower()] for alias in sorted(set(wanted)) if alias.lower() in known}


def main() -> int:
    if len(sys.argv) != 3:
        sys.stderr.write("Usage: python -m policies.aliases <folder> <commit>\n")
        return 2
    wanted = [alias for rule in rules() for alias in used(rule.azure_policy)]
    found = find(wanted, Path(sys.argv[1]))
    source = f"jeircul/azure-policy-aliases@{sys.argv[2]}: the answers of Get-AzPolicyAlias"
    FILE.write_text(json.dumps({"source": source, "aliases": found}, indent=1) + "\n")
    for alias in sorted(set(wanted) - set(found)):
        sys.stdout.write(f"Not found: {alias}\n")
    sys.stdout.write(f"{len(found)} of {len(set(wanted))} aliases found.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
