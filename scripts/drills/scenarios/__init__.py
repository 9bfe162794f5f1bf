"""One scenario a file; being here registers it."""
