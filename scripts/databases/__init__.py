"""Databases in an emergency: replicas promoted, copies restored from backup, one tenant brought back."""
