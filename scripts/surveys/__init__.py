"""What is there, looked at for a review: backups' retention, packages and servers, registers."""
