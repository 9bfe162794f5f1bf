"""A tenant's life: made, exported, held, deleted, proven to be gone; and that of one person in it."""
