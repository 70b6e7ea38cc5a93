"""Limits on requests in a period, and the storages of their counters."""
