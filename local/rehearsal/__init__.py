"""A stack's real configuration on a control plane of its own: what is sent, whether it may be, what it would change."""
