"""Notices to customers: drafted with all that they must say, sent to whom it concerns, proven to be on their way."""
