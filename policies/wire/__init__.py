"""What a program sends to Azure, held against our rules and checkov's: bodies off the wire in, findings out."""
