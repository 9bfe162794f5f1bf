"""Data planes: real PostgreSQL clusters, their backups, and real blob storage. Knows nothing of the control plane."""
