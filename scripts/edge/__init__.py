"""The edge in an emergency: another region first, a stricter firewall. Afterwards the program says the same, or it drifts."""
