"""The organiser's pages of polls about the date of an event."""
