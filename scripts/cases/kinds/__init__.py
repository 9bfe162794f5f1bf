"""Kinds of cases, one file a kind."""
