"""A picture of an estate, drawn from its own state."""
