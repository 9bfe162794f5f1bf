"""Case files: what people decide and do, entry by entry, in the evidence container, with the clocks that run."""
