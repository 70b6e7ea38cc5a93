"""Sample data for an empty installation."""
