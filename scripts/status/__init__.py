"""What the public may know of an environment: whether it is up, how it was, and where to report a vulnerability."""
