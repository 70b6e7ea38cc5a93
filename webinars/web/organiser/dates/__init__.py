"""Dates of an event: list them, add some by a rule or a list, change or cancel one and those that follow."""
