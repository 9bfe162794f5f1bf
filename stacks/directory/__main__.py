"""The program of the directory. Its provider, azuread, reaches Entra and nothing else: it can't be rehearsed here."""

import sys
from pathlib import Path

import pulumi

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # this project's folder is not the repository's

from stacks.config import given
from stacks.directory.settings import validate
from stacks.settings import SettingsError

try:
    settings = validate(given(), pulumi.get_stack())
except SettingsError as error:
    raise pulumi.RunError(str(error)) from None

from stacks.directory.directory import Directory

made = Directory("directory", settings, pulumi.Config("azuread").require("tenantId"))
pulumi.export("groups", made.groups)
