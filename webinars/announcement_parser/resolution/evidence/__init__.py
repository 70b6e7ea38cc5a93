"""Evidence of where an announcement is from, and what it says together about the time zone."""
