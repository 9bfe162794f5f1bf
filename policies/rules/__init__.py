"""One rule a file. The file's name is the rule's name; being here is its registration."""
