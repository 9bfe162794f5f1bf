"""Releases: which one serves, and the way back."""
