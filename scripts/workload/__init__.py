"""The reference workload: a small multi-tenant application's data, worth restoring and checkable to the last row."""
