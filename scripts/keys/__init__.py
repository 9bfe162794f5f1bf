"""Keys and secrets of a region's vault: who uses them, new versions, and the end of old ones."""
