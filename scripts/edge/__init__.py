"""The edge in an emergency: another region first, a stricter firewall. Afterwards the program must say the same."""
