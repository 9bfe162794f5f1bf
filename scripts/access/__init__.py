"""Who may do what in production: granted for a reason and a time, reviewed against what Azure says, revoked."""
