"""What Azure allows, for settings and components alike. Nothing here imports its SDK: settings are read without it."""

import re

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
COUNTRY = re.compile(r"[A-Z]{2}")  # ISO 3166
TITLE = re.compile(r"[a-z][a-z0-9-]{1,30}")  # of a group or a grant: a part of names

# Days that a log table may be kept at all: whole years only, beyond two.
# Source: "Manage data retention in a Log Analytics workspace", Microsoft Learn, 2026-11.
ARCHIVES = (365, 730, 1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383)

# Whose token a deployment identity believes: one environment of one repository, where reviewers and branch rules stand
# before it (SDL-7), or one service connection. Never a whole repository, a branch pattern or a pull request.
SUBJECT = re.compile(r"repo:[\w.-]+/[\w.-]+:environment:[\w.-]+|sc://[^/*]+/[^/*]+/[^/*]+")
