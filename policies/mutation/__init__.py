"""Do the rules bite? Each property that a rule reads is broken in each way that a person would, and must be refused."""
