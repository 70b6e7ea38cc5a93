"""Dates of one event: made by a rule or a list, each an event of its own, and changed together."""
