"""Restore drills: a backup is believed when a copy of it has been compared with a signed manifest."""
