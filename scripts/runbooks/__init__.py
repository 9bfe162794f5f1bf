"""Runbooks that run: Markdown in, commands asked for, journaled, verified and recorded."""
