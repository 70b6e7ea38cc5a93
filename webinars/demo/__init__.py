"""The sample listing: something to look at in an empty installation."""
